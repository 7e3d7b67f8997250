#include "tools/image/build/run_command.h"

#include <optional>
#include <utility>

#include "tools/base/text.h"
#include "tools/image/build/flags.h"
#include "tools/image/build/process_instructions.h"
#include "tools/image/build/users.h"
#include "tools/image/context/path.h"
#include "tools/image/dockerfile/heredoc.h"
#include "tools/image/run/mount_flag.h"

namespace release::image {
namespace {

// Where BuildKit puts a document that is a program.
constexpr std::string_view kDocuments = "/dev/pipes";

absl::StatusOr<Root> RootOf(std::vector<LayerEntry> entries) {
  Root root;
  if (absl::Status applied = root.Apply(std::move(entries)); !applied.ok()) return applied;
  return root;
}

// The context as a file system.
absl::StatusOr<Root> RootOf(const BuildContext& context) {
  std::vector<LayerEntry> entries;
  for (const auto& [path, node] : context.tree.nodes()) {
    if (path.empty()) continue;
    LayerEntry entry{.path = path, .mode = node.mode};
    if (node.kind == NodeKind::kDirectory) entry.kind = EntryKind::kDirectory;
    if (node.kind == NodeKind::kSymlink) entry.kind = EntryKind::kSymlink;
    if (node.kind == NodeKind::kFile) entry.source = node.source;
    entry.link_target = node.link_target;
    entries.push_back(std::move(entry));
  }
  return RootOf(std::move(entries));
}

std::string Content(const Heredoc& document) {
  return document.chomp ? WithoutLeadingTabs(document.content) : document.content;
}

class Parser {
 public:
  Parser(const Step& step, const CopySources& sources) : step_(step), sources_(sources) {}

  absl::StatusOr<RunCommand> Parse() {
    if (absl::Status read = ReadFlags(); !read.ok()) return read;
    if (absl::Status read = ReadCommand(); !read.ok()) return read;
    if (absl::Status read = ReadUser(); !read.ok()) return read;
    RunRequest& request = run_.request;
    request.before = step_.stage.root;
    for (const auto& [name, value] : step_.stage.scope.RunEnvironment()) {
      request.environment.emplace(name, value);
    }
    request.workdir = step_.stage.Workdir();
    request.scratch = sources_.scratch;
    Record();
    return std::move(run_);
  }

 private:
  absl::Status ReadFlags() {
    for (const std::string& value : FlagValues(step_.instruction, "network")) {
      if (absl::Status ok = CheckNetworkFlag(value); !ok.ok()) return step_.At(value, ok);
    }
    for (const std::string& value : FlagValues(step_.instruction, "security")) {
      if (absl::Status ok = CheckSecurityFlag(value); !ok.ok()) return step_.At(value, ok);
    }
    for (const std::string& value : FlagValues(step_.instruction, "mount")) {
      if (absl::Status added = AddMount(value); !added.ok()) return added;
    }
    return absl::OkStatus();
  }

  absl::Status AddMount(const std::string& written) {
    absl::StatusOr<std::string> value = step_.Word(written);
    if (!value.ok()) return value.status();
    absl::StatusOr<MountFlag> flag = ParseMountFlag(*value);
    if (!flag.ok()) return step_.At(written, flag.status());
    RunMount mount{.target = flag->target,
                   .read_only = flag->read_only,
                   .mode = flag->mode,
                   .uid = flag->uid,
                   .gid = flag->gid,
                   .size = flag->size};
    if (flag->type == MountFlag::Type::kTmpfs) {
      mount.kind = RunMount::Kind::kTmpfs;
    } else {
      absl::StatusOr<Root> content = ContentOf(*flag);
      if (!content.ok()) return step_.At(written, content.status());
      mount.content = *std::move(content);
      mount.source = RelativeToRoot(flag->source);
    }
    run_.request.mounts.push_back(std::move(mount));
    return absl::OkStatus();
  }

  absl::StatusOr<Root> ContentOf(const MountFlag& flag) {
    if (!flag.from.empty()) {
      absl::StatusOr<FromRoot> from = sources_.from(step_.instruction, flag.from);
      if (!from.ok()) return from.status();
      return *from->root;
    }
    if (flag.type == MountFlag::Type::kCache) return Root();
    return RootOf(sources_.context);
  }

  absl::Status ReadCommand() {
    const Instruction& instruction = step_.instruction;
    if (instruction.json || instruction.heredocs.empty()) {
      run_.request.argv = CommandLine(step_);
      return absl::OkStatus();
    }
    Instruction spelled = instruction;
    std::string& line = spelled.arguments[0];
    const Heredoc& first = instruction.heredocs[0];
    if (!HeredocOf(line).has_value()) {
      for (const Heredoc& document : instruction.heredocs) {
        AppendTo(line, "\n", document.content, document.name);
      }
    } else if (first.content.starts_with("#!")) {
      absl::StatusOr<Root> program =
          RootOf({{.path = first.name, .mode = 0755, .bytes = Content(first)}});
      if (!program.ok()) return step_.At(line, program.status());
      run_.request.mounts.push_back(
          {.target = std::string(kDocuments), .content = *std::move(program)});
      line = Concat(kDocuments, "/", first.name);
    } else {
      line = Content(first);
    }
    run_.request.argv = CommandLine({spelled, step_.stage, step_.lexer, step_.places});
    return absl::OkStatus();
  }

  absl::Status ReadUser() {
    const std::string& user = step_.stage.image.config.user;
    absl::StatusOr<Owner> owner = FindOwner(user, step_.stage.root);
    if (!owner.ok()) return step_.At("", owner.status());
    run_.request.user = {.uid = owner->uid, .gid = owner->gid};
    absl::StatusOr<std::vector<uint32_t>> groups = FindGroups(user, step_.stage.root);
    if (!groups.ok()) return step_.At("", groups.status());
    run_.request.user.groups = *std::move(groups);
    return absl::OkStatus();
  }

  void Record() {
    run_.recorded = "RUN";
    const std::vector<std::string> args = step_.stage.scope.DeclaredArgs();
    if (!args.empty()) AppendTo(run_.recorded, " |", args.size());
    for (const std::string& arg : args) AppendTo(run_.recorded, " ", arg);
    for (const std::string& word : run_.request.argv) AppendTo(run_.recorded, " ", word);
  }

  const Step& step_;
  const CopySources& sources_;
  RunCommand run_;
};

}  // namespace

absl::StatusOr<RunCommand> ParseRun(const Step& step, const CopySources& sources) {
  return Parser(step, sources).Parse();
}

}  // namespace release::image
