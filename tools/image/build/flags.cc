#include "tools/image/build/flags.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "tools/base/text.h"

namespace release::image {

std::vector<std::string> FlagValues(const Instruction& instruction, std::string_view name) {
  const std::string prefix = Concat("--", name, "=");
  std::vector<std::string> values;
  for (const std::string& flag : instruction.flags) {
    if (flag.starts_with(prefix)) values.push_back(flag.substr(prefix.size()));
  }
  return values;
}

std::optional<std::string> FlagValue(const Instruction& instruction, std::string_view name) {
  std::vector<std::string> values = FlagValues(instruction, name);
  if (values.empty()) return std::nullopt;
  return std::move(values.front());
}

bool FlagIsSet(const Instruction& instruction, std::string_view name) {
  const std::string alone = Concat("--", name);
  if (std::count(instruction.flags.begin(), instruction.flags.end(), alone) > 0) return true;
  const std::optional<std::string> value = FlagValue(instruction, name);
  return value.has_value() && absl::AsciiStrToLower(*value) == "true";
}

std::vector<std::string> FromValues(const Instruction& instruction) {
  if (instruction.name == "copy") return FlagValues(instruction, "from");
  if (instruction.name != "run") return {};
  std::vector<std::string> values;
  for (const std::string& mount : FlagValues(instruction, "mount")) {
    for (const absl::string_view field : absl::StrSplit(mount, ',')) {
      if (StdView(field).starts_with("from=")) values.emplace_back(field.substr(5));
    }
  }
  return values;
}

}  // namespace release::image
