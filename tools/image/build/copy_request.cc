#include "tools/image/build/copy_request.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "tools/base/text.h"
#include "tools/image/build/flags.h"
#include "tools/image/dockerfile/heredoc.h"

namespace release::image {
namespace {

bool IsRemote(std::string_view source) {
  for (const std::string_view scheme : {"http://", "https://", "git://", "ssh://", "git@"}) {
    if (absl::StartsWithIgnoreCase(AbslView(source), AbslView(scheme))) return true;
  }
  return false;
}

absl::Status RefuseRemote(const Step& step, const std::string& source) {
  if (step.instruction.name == "copy") {
    return step.Refuse(
        source, {"IMAGE-COPY-REMOTE", Concat("COPY ", source, ": COPY takes files, no addresses"),
                 "an image is built without a network",
                 "fetch it with a repository rule (http_file) and COPY the declared file"});
  }
  return step.Refuse(
      source, {"IMAGE-ADD-REMOTE", Concat("ADD ", source, ": remote sources are not fetched"),
               "an image is built without a network, so that it is the same tomorrow",
               "fetch it with a repository rule (http_file, http_archive, git_repository), which "
               "pins it by "
               "digest, add it to `srcs`, and ADD the file"});
}

absl::Status RefuseRemoteFlags(const Step& step) {
  for (const std::string_view flag : {"checksum", "keep-git-dir"}) {
    const bool there =
        FlagValue(step.instruction, flag).has_value() || FlagIsSet(step.instruction, flag);
    if (!there) continue;
    return step.Refuse(Concat("--", flag),
                       {"IMAGE-ADD-FLAG", Concat("ADD --", flag, " is not supported"),
                        "it is about remote sources, which are not fetched",
                        "pin the digest in the repository rule that fetches the file"});
  }
  return absl::OkStatus();
}

// A document's variables, with quotes as characters.
absl::StatusOr<std::string> Content(const Step& step, const Heredoc& document) {
  std::string content = document.chomp ? WithoutLeadingTabs(document.content) : document.content;
  if (!document.expand) return content;
  const Lexer lexer({.skip_quotes = true});
  absl::StatusOr<std::string> expanded = lexer.ProcessWord(content, step.stage.scope.variables());
  if (!expanded.ok()) return step.At(document.name, expanded.status());
  return expanded;
}

absl::Status ReadWords(const Step& step, ParsedCopy& copy) {
  const Instruction& instruction = step.instruction;
  size_t document = 0;
  for (size_t at = 0; at < instruction.arguments.size(); ++at) {
    const std::string& word = instruction.arguments[at];
    const bool last = at + 1 == instruction.arguments.size();
    if (!last && !instruction.json && HeredocOf(word).has_value() &&
        document < instruction.heredocs.size()) {
      const Heredoc& heredoc = instruction.heredocs[document++];
      absl::StatusOr<std::string> content = Content(step, heredoc);
      if (!content.ok()) return content.status();
      AppendTo(copy.recorded, " <<", heredoc.name);
      copy.documents[heredoc.name] = *std::move(content);
      continue;
    }
    absl::StatusOr<std::string> expanded = step.Word(word);
    if (!expanded.ok()) return expanded.status();
    AppendTo(copy.recorded, " ", *expanded);
    copy.written.push_back(word);
    if (last) {
      copy.plan.destination = *std::move(expanded);
    } else if (IsRemote(*expanded)) {
      return RefuseRemote(step, word);
    } else if (expanded->empty()) {
      return step.Refuse(
          word, {"IMAGE-SOURCE-BLANK", Concat(step.Name(), ": the source `", word, "` is empty"),
                 "nothing is left of it after expansion", "write a path, or `.`"});
    } else {
      copy.plan.sources.push_back(*std::move(expanded));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadOwnerAndMode(const Step& step, ParsedCopy& copy) {
  if (const std::optional<std::string> written = FlagValue(step.instruction, "chown")) {
    absl::StatusOr<std::string> text = step.Word(*written);
    if (!text.ok()) return text.status();
    absl::StatusOr<Owner> owner = FindOwner(*text, step.stage.root);
    if (!owner.ok()) return step.At(*written, owner.status());
    copy.owner = *owner;
    AppendTo(copy.recorded, " --chown=", *text);
  }
  if (const std::optional<std::string> written = FlagValue(step.instruction, "chmod")) {
    absl::StatusOr<std::string> text = step.Word(*written);
    if (!text.ok()) return text.status();
    copy.mode = FileMode::Parse(*text);
    if (!copy.mode.has_value()) {
      return step.Refuse(*written, {"IMAGE-COPY-MODE", Concat("`", *text, "` is not a mode"),
                                    "a mode is octal, up to 7777, or as chmod has it",
                                    "write for example --chmod=0755 or --chmod=u=rwX,go=rX"});
    }
    AppendTo(copy.recorded, " --chmod=", *text);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ParsedCopy> ParseCopy(const Step& step) {
  if (absl::Status ok = RefuseRemoteFlags(step); !ok.ok()) return ok;
  ParsedCopy copy{.recorded = step.Name()};
  copy.plan.instruction = step.Name();
  copy.plan.workdir = step.stage.Workdir();
  copy.plan.parents = FlagIsSet(step.instruction, "parents");
  copy.link = FlagIsSet(step.instruction, "link");
  copy.from = FlagValue(step.instruction, "from");
  for (const std::string& exclude : FlagValues(step.instruction, "exclude")) {
    absl::StatusOr<std::string> pattern = step.Word(exclude);
    if (!pattern.ok()) return pattern.status();
    copy.plan.excludes.push_back(*std::move(pattern));
  }
  if (absl::Status read = ReadOwnerAndMode(step, copy); !read.ok()) return read;
  if (absl::Status read = ReadWords(step, copy); !read.ok()) return read;
  return copy;
}

}  // namespace release::image
