#include "tools/image/dockerfile/flag_checks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

struct Flag {
  std::string name;
  std::optional<std::string> value;
};

Flag Split(const std::string& flag) {
  const std::size_t equals = flag.find('=');
  if (equals == std::string::npos) return {flag.substr(2), std::nullopt};
  return {flag.substr(2, equals - 2), flag.substr(equals + 1)};
}

std::string Known(const InstructionRow& row) {
  const std::string name = absl::AsciiStrToUpper(row.name);
  if (row.flags.empty()) return Concat(name, " takes no flags");
  std::vector<std::string> names;
  for (const FlagRow& flag : row.flags) names.push_back(Concat("--", flag.name));
  return Concat(name, " takes ", absl::StrJoin(names, ", "));
}

Refusal Unknown(const std::string& name, const InstructionRow& row) {
  std::vector<std::string> names;
  for (const FlagRow& flag : row.flags) names.push_back(flag.name);
  const std::optional<std::string> nearest = NearestName(name, names);
  const std::string hint =
      nearest.has_value() ? Concat("; did you mean `--", *nearest, "`?") : std::string();
  return {"DOCKERFILE-FLAG",
          Concat(absl::AsciiStrToUpper(row.name), " has no flag `--", name, "`", hint), Known(row),
          nearest.has_value()
              ? Concat("write `--", *nearest, "`")
              : "remove the flag; arguments that begin with -- stand behind ` -- `"};
}

// What is wrong with the value; nothing when it is right.
std::optional<Refusal> WrongValue(const FlagRow& row, const Flag& flag) {
  const std::string name = Concat("--", row.name);
  if (row.form == FlagForm::kBool) {
    if (!flag.value.has_value()) return std::nullopt;
    const std::string value = absl::AsciiStrToLower(*flag.value);
    if (value == "true" || value == "false") return std::nullopt;
    return Refusal{"DOCKERFILE-FLAG",
                   Concat("`", name, "` is true or false, not `", *flag.value, "`"), "",
                   Concat("write `", name, "` or `", name, "=false`")};
  }
  if (!flag.value.has_value()) {
    return Refusal{"DOCKERFILE-FLAG", Concat("`", name, "` has no value"),
                   "a value follows the flag directly, behind `=`",
                   Concat("write `", name, "=VALUE`")};
  }
  const bool free = row.values.empty() || flag.value->find('$') != std::string::npos;
  if (free || std::count(row.values.begin(), row.values.end(), *flag.value) > 0) {
    return std::nullopt;
  }
  return Refusal{"DOCKERFILE-FLAG", Concat("`", name, "` cannot be `", *flag.value, "`"), "",
                 Concat("write one of: ", absl::StrJoin(row.values, ", "))};
}

}  // namespace

absl::Status CheckFlags(const Source& source, const Instruction& instruction,
                        const InstructionRow& row) {
  std::set<std::string> seen;
  for (const std::string& text : instruction.flags) {
    const Flag flag = Split(text);
    const auto refuse = [&](Refusal refusal) {
      return Source::Refuse(
          source.Find(instruction.first_line, instruction.last_line, Concat("--", flag.name)),
          std::move(refusal));
    };
    const auto known = std::find_if(row.flags.begin(), row.flags.end(),
                                    [&](const FlagRow& f) { return f.name == flag.name; });
    if (known == row.flags.end()) return refuse(Unknown(flag.name, row));
    if (!seen.insert(flag.name).second && known->form != FlagForm::kValues) {
      return refuse({"DOCKERFILE-FLAG", Concat("the flag `--", flag.name, "` stands here twice"),
                     "it has one value", "remove one of the two"});
    }
    if (std::optional<Refusal> wrong = WrongValue(*known, flag)) return refuse(*std::move(wrong));
  }
  return absl::OkStatus();
}

}  // namespace release::image
