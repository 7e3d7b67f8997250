#include "tools/image/dockerfile/argument_forms.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/instruction_table.h"
#include "tools/image/dockerfile/json_form.h"
#include "tools/image/dockerfile/spaces.h"
#include "tools/image/dockerfile/words.h"

namespace release::image {
namespace {

// ONBUILD ONBUILD is refused later; a megabyte of it must not use up the stack.
constexpr int kDeepestOnbuild = 8;

class Reader {
 public:
  Reader(const Source& source, const LogicalLine& line, char escape)
      : source_(source), line_(line), escape_(escape) {}

  absl::StatusOr<Instruction> Read(std::string_view text, int depth) {
    SplitInstruction split = SplitOffFlags(text);
    Instruction instruction;
    instruction.name = absl::AsciiStrToLower(split.name);
    instruction.original = text;
    instruction.flags = std::move(split.flags);
    instruction.first_line = line_.first_line;
    instruction.last_line = line_.last_line;
    const InstructionRow* row = FindInstruction(instruction.name);
    if (row == nullptr) return instruction;
    if (absl::Status status = Arguments(row->form, split.rest, depth, instruction); !status.ok()) {
      return status;
    }
    return instruction;
  }

 private:
  absl::Status Arguments(ArgumentForm form, const std::string& rest, int depth, Instruction& into) {
    switch (form) {
      case ArgumentForm::kText:
        if (!rest.empty()) into.arguments = {rest};
        return absl::OkStatus();
      case ArgumentForm::kWords:
        if (!rest.empty()) into.arguments = SplitAtSeparators(rest);
        return absl::OkStatus();
      case ArgumentForm::kQuotedWords:
        into.arguments = QuotedWords(rest, escape_);
        return absl::OkStatus();
      case ArgumentForm::kKeyValues:
        return KeyValues(rest, into);
      case ArgumentForm::kJsonOrText:
      case ArgumentForm::kJsonOrWords:
        return JsonOr(form, rest, into);
      case ArgumentForm::kHealth:
        return Health(rest, into);
      case ArgumentForm::kInstruction:
        return Trigger(rest, depth, into);
    }
    return absl::OkStatus();
  }

  absl::Status JsonOr(ArgumentForm form, const std::string& rest, Instruction& into) {
    if (rest.empty()) return absl::OkStatus();
    std::vector<std::string> strings;
    switch (ReadJsonForm(rest, strings)) {
      case JsonForm::kStrings:
        into.json = true;
        into.arguments.insert(into.arguments.end(), strings.begin(), strings.end());
        return absl::OkStatus();
      case JsonForm::kOtherArray:
        return Refuse("[", {"DOCKERFILE-JSON", "the JSON array holds something else than strings",
                            "in the JSON form every argument is a string",
                            "put every element into double quotes: [\"a\", \"1\"]"});
      case JsonForm::kNone:
        break;
    }
    if (form == ArgumentForm::kJsonOrWords) {
      into.arguments = SplitAtSeparators(rest);
    } else {
      into.arguments.push_back(rest);
    }
    return absl::OkStatus();
  }

  absl::Status KeyValues(const std::string& rest, Instruction& into) {
    const std::vector<std::string> words = QuotedWords(rest, escape_);
    if (words.empty()) return absl::OkStatus();
    const std::string name = absl::AsciiStrToUpper(into.name);
    if (words[0].find('=') == std::string::npos) {
      std::vector<std::string> halves = SplitAtSeparators(rest, 2);
      if (halves.size() < 2) {
        return Refuse(rest, {"DOCKERFILE-KEY-VALUE", Concat(name, " `", rest, "` has no value"),
                             Concat(name, " is written `key=value` or `key value`"),
                             Concat("write `", name, " ", rest, "=value`")});
      }
      into.arguments = {std::move(halves[0]), std::move(halves[1]), ""};
      return absl::OkStatus();
    }
    for (const std::string& word : words) {
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos) {
        return Refuse(word, {"DOCKERFILE-KEY-VALUE", Concat("`", word, "` has no `=`"),
                             Concat(name, " begins with `key=value`, so every word is one"),
                             "write `key=value`, and quote a value that has spaces"});
      }
      into.arguments.push_back(word.substr(0, equals));
      into.arguments.push_back(word.substr(equals + 1));
      into.arguments.emplace_back("=");
    }
    return absl::OkStatus();
  }

  absl::Status Health(const std::string& rest, Instruction& into) {
    if (rest.empty()) return absl::OkStatus();
    std::size_t end = 0;
    while (end < rest.size() && SpaceAt(rest, end) == 0) ++end;
    into.arguments = {rest.substr(0, end)};
    return JsonOr(ArgumentForm::kJsonOrText,
                  std::string(WithoutLeadingSpaces(std::string_view(rest).substr(end))), into);
  }

  absl::Status Trigger(const std::string& rest, int depth, Instruction& into) {
    if (rest.empty()) return absl::OkStatus();
    if (depth >= kDeepestOnbuild) {
      return Refuse("ONBUILD", {"DOCKERFILE-ONBUILD", "ONBUILD cannot keep another ONBUILD", "",
                                "write the instruction behind one ONBUILD"});
    }
    absl::StatusOr<Instruction> trigger = Read(rest, depth + 1);
    if (!trigger.ok()) return trigger.status();
    into.arguments = {trigger->name};
    into.arguments.insert(into.arguments.end(), trigger->arguments.begin(),
                          trigger->arguments.end());
    into.trigger.push_back(*std::move(trigger));
    return absl::OkStatus();
  }

  absl::Status Refuse(std::string_view text, Refusal refusal) const {
    return Source::Refuse(source_.Find(line_.first_line, line_.last_line, text),
                          std::move(refusal));
  }

  const Source& source_;
  const LogicalLine& line_;
  const char escape_;
};

}  // namespace

absl::StatusOr<Instruction> ReadInstruction(const Source& source, const LogicalLine& line,
                                            char escape) {
  return Reader(source, line, escape).Read(line.text, 0);
}

}  // namespace release::image
