#include "plugins/overlap_proof/json_match.h"

#include <algorithm>

#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

using nlohmann::json;

constexpr size_t kShown = 120;  // bytes of a value

std::string Shown(const json& value) {
  return PrintableLine(value.dump(-1, ' ', false, json::error_handler_t::replace), kShown);
}

std::string At(const std::string& where, const json& expected, const json& actual) {
  const std::string got = actual.is_null() ? "nothing" : Shown(actual);
  return Concat(where.empty() ? "/" : where, ": expected ", Shown(expected), ", got ", got);
}

std::string MismatchAt(const std::string& where, const json& expected, const json& actual) {
  if (expected == "*") return actual.is_null() ? At(where, expected, actual) : "";
  if (expected.is_object()) {
    if (!actual.is_object()) return At(where, expected, actual);
    for (const auto& [name, value] : expected.items()) {
      const std::string problem =
          MismatchAt(Concat(where, "/", name), value, actual.value(name, json()));
      if (!problem.empty()) return problem;
    }
    return "";
  }
  if (expected.is_array()) {
    if (!actual.is_array()) return At(where, expected, actual);
    for (const json& wanted : expected) {
      const bool found = std::any_of(actual.begin(), actual.end(), [&](const json& element) {
        return MismatchAt("", wanted, element).empty();
      });
      if (!found) return At(where, wanted, actual);
    }
    return "";
  }
  return expected == actual ? "" : At(where, expected, actual);
}

}  // namespace

std::string Mismatch(const json& expected, const json& actual) {
  return MismatchAt("", expected, actual);
}

}  // namespace release::overlap_proof
