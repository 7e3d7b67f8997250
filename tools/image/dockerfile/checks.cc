#include "tools/image/dockerfile/checks.h"

#include "absl/strings/ascii.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/argument_checks.h"
#include "tools/image/dockerfile/flag_checks.h"
#include "tools/image/dockerfile/instruction_table.h"
#include "tools/image/dockerfile/quotes.h"
#include "tools/image/dockerfile/spaces.h"

namespace release::image {
namespace {

std::string NameAsWritten(const Instruction& instruction) {
  const std::string_view line = WithoutLeadingSpaces(instruction.original);
  return std::string(line.substr(0, instruction.name.size()));
}

absl::Status UnknownInstruction(const Source& source, const Instruction& instruction) {
  const std::string name = NameAsWritten(instruction);
  const std::optional<std::string> nearest = NearestName(name, InstructionNames());
  return Source::Refuse(
      source.Find(instruction.first_line, instruction.last_line, name),
      {"DOCKERFILE-INSTRUCTION",
       Concat("unknown instruction `", name, "`", DidYouMean(name, InstructionNames())),
       "a line of a Dockerfile begins with an instruction, a comment or, behind a line that ends "
       "in the escape character, goes on",
       nearest.has_value()
           ? Concat("write `", *nearest, "`")
           : "write an instruction, or end the line above in the escape character"});
}

absl::Status CheckOne(const Source& source, char escape, const Instruction& instruction,
                      std::vector<Warning>& warnings) {
  const InstructionRow* row = FindInstruction(instruction.name);
  if (row == nullptr) return UnknownInstruction(source, instruction);
  if (absl::Status status = CheckArguments(source, instruction, warnings); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckFlags(source, instruction, *row); !status.ok()) return status;
  for (const Instruction& trigger : instruction.trigger) {
    absl::Status status = CheckOne(source, escape, trigger, warnings);
    if (!status.ok()) return status;
  }
  return CheckQuotes(source, escape, instruction, *row, warnings);
}

}  // namespace

absl::Status CheckInstructions(const Source& source, Dockerfile& dockerfile) {
  bool in_stage = false;
  for (const Instruction& instruction : dockerfile.instructions) {
    absl::Status status = CheckOne(source, dockerfile.escape, instruction, dockerfile.warnings);
    if (!status.ok()) return status;
    in_stage = in_stage || instruction.name == "from";
    if (in_stage || instruction.name == "arg") continue;
    const std::string name = absl::AsciiStrToUpper(instruction.name);
    return Source::Refuse(
        source.Find(instruction.first_line, instruction.last_line, NameAsWritten(instruction)),
        {"DOCKERFILE-NO-STAGE", Concat(name, " stands before the first FROM"),
         "only ARG may stand before the stage that FROM begins",
         Concat("write a FROM line above, `FROM scratch` for an empty base")});
  }
  if (in_stage) return absl::OkStatus();
  return Source::Refuse(source.WholeLine(dockerfile.instructions.back().first_line),
                        {"DOCKERFILE-NO-STAGE", "the Dockerfile has no FROM",
                         "it holds only ARG, and an image begins with FROM",
                         "write a FROM line, `FROM scratch` for an empty base"});
}

}  // namespace release::image
