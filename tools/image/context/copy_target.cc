#include "tools/image/context/copy_target.h"

#include <utility>

#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {

absl::StatusOr<CopyTarget::Destination> CopyTarget::Resolve() const {
  const std::string& written = request_.destination;
  const bool absolute = written.starts_with('/');
  const std::string full = absolute ? written : Concat(request_.workdir, "/", written);
  if (ClimbsOut(full)) {
    return Problem(absl::StatusCode::kInvalidArgument,
                   {.code = "IMAGE-COPY-ESCAPES",
                    .what = Concat(request_.instruction, ": the destination `", written,
                                   "` leads out of the image"),
                    .why = Concat("`..` goes above the root, starting at `",
                                  absolute ? "/" : request_.workdir, "`"),
                    .fix = "Write the destination as an absolute path."});
  }
  const bool is_folder = written.empty() || written == "." || written == ".." ||
                         written.ends_with('/') || written.ends_with("/.") ||
                         written.ends_with("/..");
  absl::StatusOr<std::string> path = root_.Resolve(RelativeToRoot(full), /*follow_last=*/true);
  if (!path.ok()) return path.status();
  return Destination{*std::move(path), is_folder};
}

bool CopyTarget::IsFolder(std::string_view path) const {
  if (const auto entry = entries_.find(path); entry != entries_.end()) {
    return entry->second.kind == NodeKind::kDirectory;
  }
  const SourceNode* node = root_.Find(path);
  return node != nullptr && node->kind == NodeKind::kDirectory;
}

absl::Status CopyTarget::EnsureFolder(const std::string& path, const SourceNode* source) {
  if (IsFolder(path)) return absl::OkStatus();
  if (entries_.contains(path) || root_.Find(path) != nullptr) {
    return Problem(absl::StatusCode::kInvalidArgument,
                   {.code = "IMAGE-COPY-FOLDER-OVER-FILE",
                    .what = Concat(request_.instruction, ": `/", path, "` is not a folder"),
                    .why = "a folder is to be there, but a file or a symlink is",
                    .fix = "Choose another destination, or do not put the file there."});
  }
  absl::Status above = EnsureFolder(std::string(ParentPath(path)));
  if (!above.ok()) return above;
  entries_[path] = {.path = "/" + path,
                    .kind = NodeKind::kDirectory,
                    .mode = source != nullptr ? source->mode : 0755,
                    .source = source != nullptr ? source->source : "",
                    .link_target = "",
                    .keep_existing = true,
                    .implied = source == nullptr};
  return absl::OkStatus();
}

absl::Status CopyTarget::Put(const std::string& path, const SourceNode& node) {
  const bool folder = node.kind == NodeKind::kDirectory;
  absl::Status above =
      folder ? EnsureFolder(path, &node) : EnsureFolder(std::string(ParentPath(path)));
  if (!above.ok()) return above;
  if (!folder && IsFolder(path)) {
    return Problem(absl::StatusCode::kInvalidArgument,
                   {.code = "IMAGE-COPY-FILE-OVER-FOLDER",
                    .what = Concat(request_.instruction, ": `/", path, "` is a folder"),
                    .why = Concat("`", node.path, "` is none and cannot replace it"),
                    .fix = "Choose another destination."});
  }
  entries_[path] = {.path = "/" + path,
                    .kind = node.kind,
                    .mode = node.mode,
                    .source = node.source,
                    .link_target = node.link_target,
                    .keep_existing = false};
  return absl::OkStatus();
}

std::vector<CopyEntry> CopyTarget::Take() {
  std::vector<CopyEntry> entries;
  for (auto& [path, entry] : entries_) entries.push_back(std::move(entry));
  entries_.clear();
  return entries;
}

}  // namespace release::image
