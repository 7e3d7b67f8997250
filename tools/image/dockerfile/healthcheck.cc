#include "tools/image/dockerfile/healthcheck.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr double kLongest = 9.2e18;
constexpr std::int64_t kShortestInterval = 1'000'000;

constexpr std::pair<std::string_view, double> kUnits[] = {
    {"ns", 1.0}, {"us", 1e3}, {"\xC2\xB5s", 1e3}, {"\xCE\xBCs", 1e3},
    {"ms", 1e6}, {"s", 1e9},  {"m", 60e9},        {"h", 3600e9},
};

// Digits with at most one point, not the point alone.
std::optional<double> TakeNumber(std::string_view& text) {
  std::size_t end = text.find_first_not_of("0123456789.");
  if (end == std::string_view::npos) end = text.size();
  const std::string_view number = text.substr(0, end);
  double value = 0;
  if (number.empty() || number == "." || !absl::SimpleAtod(AbslView(number), &value)) {
    return std::nullopt;
  }
  text.remove_prefix(end);
  return value;
}

std::optional<double> TakeUnit(std::string_view& text) {
  std::size_t end = text.find_first_of("0123456789.");
  if (end == std::string_view::npos) end = text.size();
  for (const auto& [unit, nanoseconds] : kUnits) {
    if (text.substr(0, end) != unit) continue;
    text.remove_prefix(end);
    return nanoseconds;
  }
  return std::nullopt;
}

std::optional<HealthMistake> CheckFlag(const std::string& flag) {
  const std::size_t equals = flag.find('=');
  if (equals == std::string::npos || equals + 1 == flag.size()) return std::nullopt;
  const std::string name = flag.substr(0, equals);
  const std::string value = flag.substr(equals + 1);
  if (name == "--retries") {
    int retries = 0;
    if (absl::SimpleAtoi(value, &retries) && retries >= 0) return std::nullopt;
    return HealthMistake{name, Concat("`--retries` cannot be `", value, "`"), "",
                         "write a whole number that is not negative"};
  }
  if (name != "--interval" && name != "--timeout" && name != "--start-period" &&
      name != "--start-interval") {
    return std::nullopt;
  }
  const std::optional<std::int64_t> nanoseconds = Nanoseconds(value);
  if (nanoseconds.has_value() && (*nanoseconds == 0 || *nanoseconds >= kShortestInterval)) {
    return std::nullopt;
  }
  return HealthMistake{name, Concat("`", name, "` cannot be `", value, "`"),
                       nanoseconds.has_value() ? "it is shorter than 1ms" : "it is no duration",
                       "write a duration, for example `30s` or `1m30s`"};
}

}  // namespace

std::optional<std::int64_t> Nanoseconds(std::string_view duration) {
  const bool negative = duration.starts_with('-');
  if (negative || duration.starts_with('+')) duration.remove_prefix(1);
  if (duration == "0") return 0;
  if (duration.empty()) return std::nullopt;
  double total = 0;
  while (!duration.empty()) {
    const std::optional<double> number = TakeNumber(duration);
    if (!number.has_value()) return std::nullopt;
    const std::optional<double> unit = TakeUnit(duration);
    if (!unit.has_value()) return std::nullopt;
    total += *number * *unit;
    if (total > kLongest) return std::nullopt;
  }
  return static_cast<std::int64_t>(negative ? -total : total);
}

std::optional<HealthMistake> FindHealthMistake(const Instruction& instruction) {
  const std::string type = absl::AsciiStrToUpper(instruction.arguments[0]);
  if (type == "NONE") {
    if (instruction.arguments.size() == 1) return std::nullopt;
    return HealthMistake{instruction.arguments[1], "HEALTHCHECK NONE takes no arguments", "",
                         "remove what stands behind NONE"};
  }
  if (type != "CMD") {
    return HealthMistake{instruction.arguments[0],
                         Concat("HEALTHCHECK has no type `", instruction.arguments[0], "`"),
                         "the types are CMD and NONE", "write CMD before the command"};
  }
  if (instruction.arguments.size() == 1) {
    return HealthMistake{"", "HEALTHCHECK CMD has no command", "", "write the command behind CMD"};
  }
  for (const std::string& flag : instruction.flags) {
    if (std::optional<HealthMistake> mistake = CheckFlag(flag)) return mistake;
  }
  return std::nullopt;
}

}  // namespace release::image
