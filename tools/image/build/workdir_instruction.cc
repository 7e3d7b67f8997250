#include "tools/image/build/workdir_instruction.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/text.h"
#include "tools/image/build/users.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

// The folders on the way to `path`, itself included, that are not there.
absl::StatusOr<std::vector<LayerEntry>> MissingFolders(const Step& step, const std::string& path) {
  const Root& root = step.stage.root;
  absl::StatusOr<std::string> real = root.Tree().Resolve(RelativeToRoot(path), true);
  if (!real.ok()) return step.At(step.instruction.arguments[0], real.status());
  std::vector<LayerEntry> folders;
  std::string folder;
  for (const std::string_view part : PathParts(*real)) {
    folder = JoinPath(folder, part);
    const LayerEntry* there = root.Find(folder);
    if (there == nullptr) {
      folders.push_back({.path = folder, .kind = EntryKind::kDirectory, .mode = 0755});
    } else if (there->kind != EntryKind::kDirectory) {
      return step.Refuse(step.instruction.arguments[0],
                         {"IMAGE-WORKDIR-NOT-FOLDER", Concat("`/", folder, "` is not a folder"),
                          "the stage has a file of this name", "choose another WORKDIR"});
    }
  }
  return folders;
}

}  // namespace

absl::Status ApplyWorkdir(const Step& step) {
  const std::string& written = step.instruction.arguments[0];
  absl::StatusOr<std::string> path = step.Word(written);
  if (!path.ok()) return path.status();
  if (path->empty()) {
    return step.Refuse(written, {"IMAGE-WORKDIR-BLANK", Concat("WORKDIR ", written, " is empty"),
                                 "nothing is left of it after expansion", "write a path"});
  }
  const std::string full =
      path->starts_with('/') ? *path : Concat(step.stage.Workdir(), "/", *path);
  if (ClimbsOut(full)) {
    return step.Refuse(written,
                       {"IMAGE-WORKDIR-ESCAPES", Concat("`", full, "` leads out of the image"),
                        "`..` goes above the root", "write the WORKDIR as an absolute path"});
  }
  const std::string workdir = CleanPath(full);
  absl::StatusOr<std::vector<LayerEntry>> folders = MissingFolders(step, workdir);
  if (!folders.ok()) return folders.status();
  step.stage.image.config.working_dir = workdir;
  std::string recorded = Concat("WORKDIR ", workdir);
  if (folders->empty()) {
    step.stage.Record(std::move(recorded));
    return absl::OkStatus();
  }
  absl::StatusOr<Owner> owner = FindOwner(step.stage.image.config.user, step.stage.root);
  if (!owner.ok()) return step.At(written, owner.status());
  for (LayerEntry& folder : *folders) {
    folder.uid = owner->uid;
    folder.gid = owner->gid;
  }
  return step.At(written, step.stage.AddLayer(*std::move(folders), std::move(recorded)));
}

}  // namespace release::image
