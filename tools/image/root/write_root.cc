#include "tools/image/root/write_root.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/open_below.h"

namespace release::image {
namespace {

// What a process without all rights, or alone in its user namespace, is told; and what a file
// system says that knows no such attribute.
bool NotAllowed() { return errno == EPERM || errno == EINVAL || errno == ENOTSUP; }

// Folders first, closed to others; symlinks after everything that has a path through folders;
// the folders' own attributes last, deepest first, when nothing is written into them any more.
class Writer {
 public:
  Writer(const Root& root, OpenBelow below, const WriteRootOptions& options)
      : root_(root), below_(std::move(below)), times_{} {
    for (timespec& time : times_) time.tv_sec = static_cast<time_t>(options.mtime);
  }

  absl::StatusOr<WriteRootSummary> Write() {
    absl::Status status = MakeFolders();
    if (status.ok()) {
      status = root_.ForEachFile([this](const LayerEntry& file, const Root::WriteContent& write) {
        return MakeFile(file, write);
      });
    }
    if (status.ok()) status = MakeLinks(EntryKind::kHardlink);
    if (status.ok()) status = MakeLinks(EntryKind::kSymlink);
    if (status.ok()) status = FinishFolders();
    if (!status.ok()) return status;
    summary_.entries = root_.entries().size();
    return summary_;
  }

 private:
  // Where an entry is: the folder it is in, open, and its name there.
  struct Place {
    int folder;
    std::string name;
  };
  absl::StatusOr<Place> PlaceOf(std::string_view path) {
    const absl::StatusOr<int> folder = below_.Folder(ParentPath(path));
    if (!folder.ok()) return folder.status();
    return Place{*folder, std::string(BaseName(path))};
  }

  absl::Status MakeFolders() {
    for (const auto& [path, entry] : root_.entries()) {
      if (entry.kind != EntryKind::kDirectory) continue;
      const absl::StatusOr<Place> place = PlaceOf(path);
      if (!place.ok()) return place.status();
      if (mkdirat(place->folder, place->name.c_str(), 0700) != 0) {
        return WriteRootFailed(path, "mkdir");
      }
    }
    return absl::OkStatus();
  }

  absl::Status MakeFile(const LayerEntry& file, const Root::WriteContent& write) {
    const absl::StatusOr<Place> place = PlaceOf(file.path);
    if (!place.ok()) return place.status();
    constexpr int kNew = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const FileDescriptor fd(openat(place->folder, place->name.c_str(), kNew, 0600));
    if (!fd.valid()) return WriteRootFailed(file.path, "open");
    if (absl::Status status = write(fd.get()); !status.ok()) return status;
    return SetAttributes(file, fd.get());
  }

  absl::Status MakeLinks(EntryKind kind) {
    for (const auto& [path, entry] : root_.entries()) {
      if (entry.kind != kind) continue;
      absl::Status status = kind == EntryKind::kHardlink ? MakeHardlink(entry) : MakeSymlink(entry);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status MakeHardlink(const LayerEntry& entry) {
    const absl::StatusOr<Place> target = PlaceOf(entry.link_target);
    if (!target.ok()) return target.status();
    // The next PlaceOf() closes the folder.
    const FileDescriptor from(fcntl(target->folder, F_DUPFD_CLOEXEC, 0));
    const absl::StatusOr<Place> place = PlaceOf(entry.path);
    if (!place.ok()) return place.status();
    if (!from.valid() ||
        linkat(from.get(), target->name.c_str(), place->folder, place->name.c_str(), 0) != 0) {
      return WriteRootFailed(entry.path, "link");
    }
    return absl::OkStatus();
  }

  absl::Status MakeSymlink(const LayerEntry& entry) {
    const absl::StatusOr<Place> place = PlaceOf(entry.path);
    if (!place.ok()) return place.status();
    const char* const name = place->name.c_str();
    if (symlinkat(entry.link_target.c_str(), place->folder, name) != 0) {
      return WriteRootFailed(entry.path, "symlink");
    }
    if (!IsOurs(entry) &&
        fchownat(place->folder, name, entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW) != 0) {
      if (!NotAllowed()) return WriteRootFailed(entry.path, "chown");
      ++summary_.owners_left;
    }
    summary_.xattrs_left += entry.xattrs.size();
    if (utimensat(place->folder, name, times_.data(), AT_SYMLINK_NOFOLLOW) != 0) {
      return WriteRootFailed(entry.path, "utimensat");
    }
    return absl::OkStatus();
  }

  absl::Status FinishFolders() {
    for (auto next = root_.entries().rbegin(); next != root_.entries().rend(); ++next) {
      if (next->second.kind != EntryKind::kDirectory) continue;
      const absl::StatusOr<int> folder = below_.Folder(next->first);
      if (!folder.ok()) return folder.status();
      if (absl::Status status = SetAttributes(next->second, *folder); !status.ok()) return status;
    }
    return SetAttributes(*root_.Find(""), below_.top());
  }

  absl::Status SetAttributes(const LayerEntry& entry, int fd) {
    if (!IsOurs(entry) && fchown(fd, entry.uid, entry.gid) != 0) {
      if (!NotAllowed()) return WriteRootFailed(entry.path, "chown");
      ++summary_.owners_left;
    }
    // Before the mode, which may forbid it; after the owner, whose change takes capabilities away.
    for (const auto& [name, value] : entry.xattrs) {
      if (fsetxattr(fd, name.c_str(), value.data(), value.size(), 0) == 0) continue;
      if (!NotAllowed()) return WriteRootFailed(entry.path, "setxattr");
      ++summary_.xattrs_left;
    }
    if (fchmod(fd, entry.mode) != 0) return WriteRootFailed(entry.path, "chmod");
    if (futimens(fd, times_.data()) != 0) return WriteRootFailed(entry.path, "futimens");
    return absl::OkStatus();
  }

  bool IsOurs(const LayerEntry& entry) const { return entry.uid == uid_ && entry.gid == gid_; }

  const Root& root_;
  OpenBelow below_;
  std::array<timespec, 2> times_;
  const uid_t uid_ = geteuid();
  const gid_t gid_ = getegid();
  WriteRootSummary summary_;
};

absl::StatusOr<bool> IsEmpty(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(directory.c_str()), closedir);
  if (open == nullptr) return WriteRootFailed(directory, "opendir");
  while (const dirent* const entry = readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<WriteRootSummary> WriteRoot(const Root& root, const std::string& directory,
                                           const WriteRootOptions& options) {
  const absl::StatusOr<bool> empty = IsEmpty(directory);
  if (!empty.ok()) return empty.status();
  if (!*empty) {
    return Diagnose(
        absl::StatusCode::kFailedPrecondition,
        {.code = "IMAGE-WRITE-NOT-EMPTY",
         .what = Concat(directory, " is not empty"),
         .why = "a root is only written where nothing is, so that nothing mixes with it",
         .fix = "name a new or empty directory"});
  }
  absl::StatusOr<OpenBelow> below = OpenBelow::Create(directory);
  if (!below.ok()) return below.status();
  return Writer(root, *std::move(below), options).Write();
}

}  // namespace release::image
