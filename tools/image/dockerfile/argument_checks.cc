#include "tools/image/dockerfile/argument_checks.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/healthcheck.h"
#include "tools/image/dockerfile/heredoc.h"
#include "tools/image/dockerfile/ports.h"

namespace release::image {
namespace {

// A refusal and the text to point at.
struct Finding {
  std::string text;
  Refusal refusal;
};
using Found = std::optional<Finding>;

Finding Arguments(const Instruction& instruction, std::string what, std::string fix) {
  return {"",
          {"DOCKERFILE-ARGUMENTS", Concat(absl::AsciiStrToUpper(instruction.name), " ", what), "",
           std::move(fix)}};
}

Found CheckFrom(const Instruction& instruction) {
  const std::vector<std::string>& words = instruction.arguments;
  if (words.size() == 1) return std::nullopt;
  if (words.size() != 3 || absl::AsciiStrToLower(words[1]) != "as") {
    return Arguments(instruction, "takes an image, or an image, AS and a name",
                     "write `FROM image` or `FROM image AS name`");
  }
  const std::string name = absl::AsciiStrToLower(words[2]);
  bool valid = absl::ascii_islower(static_cast<unsigned char>(name[0]));
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    valid = valid && (absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-' ||
                      c == '_' || c == '.');
  }
  if (valid) return std::nullopt;
  return Finding{words[2],
                 {"DOCKERFILE-STAGE-NAME", Concat("`", words[2], "` cannot be a stage's name"),
                  "a name begins with a letter and has letters, digits, `-`, `_` and `.`",
                  "write another name behind AS"}};
}

Found CheckSourcesAndTarget(const Instruction& instruction) {
  const std::vector<std::string>& words = instruction.arguments;
  if (words.size() < 2) {
    return Arguments(instruction, "needs a source and a destination",
                     Concat("write `", absl::AsciiStrToUpper(instruction.name), " source /to/`"));
  }
  if (!instruction.json && HeredocOf(words.back()).has_value()) {
    Finding finding = Arguments(instruction, "cannot have a heredoc as its destination",
                                "write the destination behind the heredocs");
    finding.text = words.back();
    return finding;
  }
  return std::nullopt;
}

Found CheckKeys(const Instruction& instruction) {
  for (std::size_t at = 0; at < instruction.arguments.size(); at += 3) {
    if (!instruction.arguments[at].empty()) continue;
    Finding finding =
        Arguments(instruction, "has a value without a name", "write the name before the `=`");
    finding.text = Concat("=", instruction.arguments[at + 1]);
    return finding;
  }
  return std::nullopt;
}

Found CheckArgNames(const Instruction& instruction) {
  for (const std::string& word : instruction.arguments) {
    if (!word.starts_with('=')) continue;
    Finding finding =
        Arguments(instruction, "has a value without a name", "write the name before the `=`");
    finding.text = word;
    return finding;
  }
  return std::nullopt;
}

Found CheckTrigger(const Instruction& instruction) {
  const std::string& name = instruction.trigger.front().name;
  if (name != "onbuild" && name != "from" && name != "maintainer") return std::nullopt;
  return Finding{instruction.trigger.front().original,
                 {"DOCKERFILE-ONBUILD",
                  Concat("ONBUILD cannot keep `", absl::AsciiStrToUpper(name), "` for later"),
                  "ONBUILD, FROM and MAINTAINER are no triggers", "remove the line"}};
}

Found CheckOther(const Instruction& instruction) {
  const std::string& name = instruction.name;
  if (name == "from") return CheckFrom(instruction);
  if (name == "add" || name == "copy") return CheckSourcesAndTarget(instruction);
  if (instruction.arguments.empty()) {
    if (name == "run" || name == "cmd" || name == "entrypoint") return std::nullopt;
    return Arguments(instruction, "needs an argument",
                     Concat("write the argument behind ", absl::AsciiStrToUpper(name)));
  }
  if (name == "env" || name == "label") return CheckKeys(instruction);
  if (name == "arg") return CheckArgNames(instruction);
  if (name == "onbuild") return CheckTrigger(instruction);
  if (name == "shell" && !instruction.json) {
    return Finding{instruction.arguments[0],
                   {"DOCKERFILE-JSON", "SHELL is written as a JSON array", "",
                    "write `SHELL [\"/bin/sh\", \"-c\"]`, with double quotes"}};
  }
  for (const std::string& word : instruction.arguments) {
    if (name == "volume" && word.empty()) {
      return Arguments(instruction, "names an empty path", "write a path");
    }
    if (name == "expose" && !MayBePort(word)) {
      return Finding{word,
                     {"DOCKERFILE-PORT", Concat("`", word, "` is not a port"),
                      "a port is 1 to 65535 or a range, then /tcp, /udp or /sctp or nothing",
                      "write for example `EXPOSE 8080/tcp`"}};
    }
  }
  return std::nullopt;
}

void Warn(const Instruction& instruction, std::vector<Warning>& warnings) {
  const std::string name = absl::AsciiStrToUpper(instruction.name);
  if (instruction.name == "maintainer") {
    warnings.push_back(
        {"DOCKERFILE-MAINTAINER", "MAINTAINER is deprecated: use a LABEL", instruction.first_line});
  }
  if (instruction.name == "run" && instruction.arguments.empty()) {
    warnings.push_back({"DOCKERFILE-RUN-NOTHING", "RUN has no command", instruction.first_line});
  }
  const bool shell_form = instruction.name == "cmd" || instruction.name == "entrypoint" ||
                          instruction.name == "add" || instruction.name == "copy" ||
                          instruction.name == "volume";
  if (shell_form && !instruction.json && !instruction.arguments.empty() &&
      instruction.arguments[0].starts_with('[')) {
    warnings.push_back({"DOCKERFILE-NOT-JSON",
                        Concat(name, " begins with `[` and is no valid JSON, so it is plain text"),
                        instruction.first_line});
  }
}

}  // namespace

absl::Status CheckArguments(const Source& source, const Instruction& instruction,
                            std::vector<Warning>& warnings) {
  Found found = CheckOther(instruction);
  if (!found.has_value() && instruction.name == "healthcheck") {
    if (std::optional<HealthMistake> mistake = FindHealthMistake(instruction)) {
      found = Finding{mistake->text,
                      {"DOCKERFILE-HEALTHCHECK", mistake->what, mistake->why, mistake->fix}};
    }
  }
  if (!found.has_value()) {
    Warn(instruction, warnings);
    return absl::OkStatus();
  }
  return Source::Refuse(source.Find(instruction.first_line, instruction.last_line, found->text),
                        std::move(found->refusal));
}

}  // namespace release::image
