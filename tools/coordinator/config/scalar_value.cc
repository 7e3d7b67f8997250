#include "tools/coordinator/config/scalar_value.h"

#include <cmath>
#include <limits>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release {
namespace {

// The text that may stand for a number: of `--set`, or of proto JSON's 64-bit integers.
const std::string* NumberText(const ConfigNode& node) {
  return node.origin == ConfigOrigin::kFile ? nullptr : node.text();
}

template <typename T>
Scalar<T> Not(std::string wanted, bool out_of_range = false) {
  return {.value = std::nullopt, .out_of_range = out_of_range, .wanted = std::move(wanted)};
}

}  // namespace

Scalar<bool> BooleanOf(const ConfigNode& node) {
  if (const bool* value = node.boolean()) return {.value = *value};
  if (node.origin == ConfigOrigin::kOverride && node.text() != nullptr) {
    if (*node.text() == "true") return {.value = true};
    if (*node.text() == "false") return {.value = false};
  }
  return Not<bool>("true or false");
}

Scalar<std::int64_t> SignedOf(const ConfigNode& node, std::int64_t least, std::int64_t most) {
  const std::string wanted = Concat("an integer from ", least, " to ", most);
  std::int64_t value = 0;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    value = *integer;
  } else if (std::get_if<std::uint64_t>(&node.value) != nullptr) {
    const std::uint64_t large = *std::get_if<std::uint64_t>(&node.value);
    if (large > static_cast<std::uint64_t>(most)) return Not<std::int64_t>(wanted, true);
    value = static_cast<std::int64_t>(large);
  } else if (const std::string* text = NumberText(node);
             text == nullptr || !absl::SimpleAtoi(*text, &value)) {
    return Not<std::int64_t>(wanted);
  }
  if (value < least || value > most) return Not<std::int64_t>(wanted, true);
  return {.value = value};
}

Scalar<std::uint64_t> UnsignedOf(const ConfigNode& node, std::uint64_t most) {
  const std::string wanted = Concat("an integer from 0 to ", most);
  std::uint64_t value = 0;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    if (*integer < 0) return Not<std::uint64_t>(wanted, true);
    value = static_cast<std::uint64_t>(*integer);
  } else if (const auto* large = std::get_if<std::uint64_t>(&node.value)) {
    value = *large;
  } else if (const std::string* text = NumberText(node);
             text == nullptr || !absl::SimpleAtoi(*text, &value)) {
    return Not<std::uint64_t>(wanted);
  }
  if (value > most) return Not<std::uint64_t>(wanted, true);
  return {.value = value};
}

Scalar<double> NumberOf(const ConfigNode& node) {
  double value = 0;
  if (const auto* number = std::get_if<double>(&node.value)) {
    value = *number;
  } else if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    value = static_cast<double>(*integer);
  } else if (const auto* large = std::get_if<std::uint64_t>(&node.value)) {
    value = static_cast<double>(*large);
  } else if (const std::string* text = NumberText(node);
             text == nullptr || !absl::SimpleAtod(*text, &value)) {
    return Not<double>("a number");
  }
  if (!std::isfinite(value)) return Not<double>("a finite number", true);
  return {.value = value};
}

Scalar<std::string> TextOf(const ConfigNode& node) {
  if (node.text() == nullptr) return Not<std::string>("a string");
  if (!IsUtf8(*node.text())) return Not<std::string>("text in UTF-8", true);
  return {.value = *node.text()};
}

Scalar<std::string> BytesOf(const ConfigNode& node) {
  std::string bytes;
  if (node.text() == nullptr || !absl::Base64Unescape(*node.text(), &bytes)) {
    return Not<std::string>("bytes as base64 text");
  }
  return {.value = bytes};
}

Scalar<absl::Duration> DurationOf(const ConfigNode& node) {
  absl::Duration value;
  if (node.text() == nullptr || !absl::ParseDuration(*node.text(), &value)) {
    return Not<absl::Duration>("a duration such as \"30s\", \"10m\" or \"1h30m\"");
  }
  // The bound of google.protobuf.Duration: 10,000 years.
  if (absl::AbsDuration(value) > absl::Seconds(315576000000)) {
    return Not<absl::Duration>("a duration of at most 10,000 years", true);
  }
  return {.value = value};
}

Scalar<const google::protobuf::EnumValueDescriptor*> EnumOf(
    const ConfigNode& node, const google::protobuf::EnumDescriptor& type) {
  if (node.text() != nullptr) {
    if (const auto* value = type.FindValueByName(*node.text())) return {.value = value};
  }
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return Not<const google::protobuf::EnumValueDescriptor*>(
      Concat("one of \"", absl::StrJoin(names, "\", \""), "\""), node.text() != nullptr);
}

}  // namespace release
