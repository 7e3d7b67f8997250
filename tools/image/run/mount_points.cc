#include "tools/image/run/mount_points.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

absl::Status Failed(std::string_view target) {
  return DiagnoseErrno(errno, {"IMAGE-RUN-MOUNT-POINT", Concat("cannot mount on `", target, "`"),
                               "the place cannot be made in this stage's root",
                               "choose another target; a file cannot be mounted on a folder, nor a "
                               "folder on a file"});
}

FileDescriptor OpenInRoot(const std::string& root, const std::string& path) {
  const FileDescriptor top(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT;
  return FileDescriptor(static_cast<int>(
      syscall(SYS_openat2, top.get(), path.empty() ? "." : path.c_str(), &how, sizeof how)));
}

// Where the descriptor is, below the root.
std::string PathOf(const std::string& root, const FileDescriptor& fd) {
  std::array<char, PATH_MAX> text;
  const ssize_t size =
      readlink(Concat("/proc/self/fd/", fd.get()).c_str(), text.data(), text.size());
  const std::string path(text.data(), size > 0 ? static_cast<size_t>(size) : 0);
  return path.size() > root.size() ? path.substr(root.size() + 1) : std::string();
}

}  // namespace

absl::Status MountPoints::Make(std::string& target, bool directory) {
  std::string at;
  const std::string wanted = RelativeToRoot(CleanPath(target));
  const std::vector<std::string_view> parts = PathParts(wanted);
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const std::string next = JoinPath(at, parts[i]);
    FileDescriptor found = OpenInRoot(root_, next);
    if (!found.valid()) {
      if (errno != ENOENT) return Failed(target);
      const std::string disk = Concat(root_, "/", next);
      if (!last || directory) {
        if (mkdir(disk.c_str(), 0755) != 0) return Failed(target);
      } else {
        const FileDescriptor file(
            open(disk.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        if (!file.valid()) return Failed(target);
      }
      made_.push_back(next);
      found = OpenInRoot(root_, next);
    }
    struct stat info = {};
    if (fstat(found.get(), &info) != 0) return Failed(target);
    if (S_ISDIR(info.st_mode) != (!last || directory)) {
      errno = S_ISDIR(info.st_mode) ? EISDIR : ENOTDIR;
      return Failed(target);
    }
    at = PathOf(root_, found);
  }
  target = Concat("/", at);
  return absl::OkStatus();
}

void MountPoints::Remove() {
  for (auto path = made_.rbegin(); path != made_.rend(); ++path) {
    const std::string disk = Concat(root_, "/", *path);
    struct stat info = {};
    if (lstat(disk.c_str(), &info) != 0) continue;
    // A file that was made as a mount point and has got content is the command's.
    if (S_ISREG(info.st_mode) && info.st_size == 0) unlink(disk.c_str());
    if (S_ISDIR(info.st_mode)) rmdir(disk.c_str());
  }
  made_.clear();
}

}  // namespace release::image
