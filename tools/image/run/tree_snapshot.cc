#include "tools/image/run/tree_snapshot.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;

absl::Status Failed(std::string_view path) {
  return DiagnoseErrno(errno, {"IMAGE-RUN-DISK", Concat("cannot look at `", path, "` after RUN"),
                               "", "check the disk of the build", v1::RETRY_BACKOFF});
}

std::map<std::string, std::string> UserXattrs(const std::string& path) {
  std::map<std::string, std::string> found;
  std::array<char, 64 << 10> names;
  const ssize_t size = llistxattr(path.c_str(), names.data(), names.size());
  for (ssize_t at = 0; at < size;) {
    const std::string name(names.data() + at);
    at += static_cast<ssize_t>(name.size()) + 1;
    if (name.rfind("user.", 0) != 0) continue;
    std::vector<char> value(64 << 10);
    const ssize_t length = lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
    if (length >= 0) found[name] = std::string(value.data(), static_cast<size_t>(length));
  }
  return found;
}

class Looker {
 public:
  explicit Looker(const std::string& top) : top_(top) {}

  absl::Status Below(const std::string& folder) {
    const std::string path = folder.empty() ? top_ : Concat(top_, "/", folder);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(path.c_str()), closedir);
    if (stream == nullptr) return Failed(folder);
    while (const dirent* entry = readdir(stream.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      absl::Status status = One(folder.empty() ? std::string(name) : Concat(folder, "/", name));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  TreeSnapshot Take() { return std::move(seen_); }

 private:
  absl::Status One(const std::string& path) {
    const std::string disk = Concat(top_, "/", path);
    struct statx info = {};
    if (statx(AT_FDCWD, disk.c_str(), AT_SYMLINK_NOFOLLOW, kFileKeyMask, &info) != 0) {
      return Failed(path);
    }
    SeenFile file{.key = KeyOf(info),
                  .mode = info.stx_mode,
                  .size = info.stx_size,
                  .links = info.stx_nlink,
                  .changed = info.stx_ctime.tv_sec * kNanoseconds + info.stx_ctime.tv_nsec};
    const bool folder = S_ISDIR(info.stx_mode);
    const mode_t needed = folder ? 0700 : 0400;
    if ((folder || S_ISREG(info.stx_mode)) && (info.stx_mode & needed) != needed) {
      chmod(disk.c_str(), (info.stx_mode & 07777U) | needed);
    }
    if (S_ISLNK(info.stx_mode)) {
      std::array<char, PATH_MAX> text;
      const ssize_t size = readlink(disk.c_str(), text.data(), text.size());
      if (size < 0) return Failed(path);
      file.link_target.assign(text.data(), static_cast<size_t>(size));
    } else {
      file.xattrs = UserXattrs(disk);
    }
    seen_.emplace(path, std::move(file));
    return folder ? Below(path) : absl::OkStatus();
  }

  const std::string& top_;
  TreeSnapshot seen_;
};

}  // namespace

absl::StatusOr<TreeSnapshot> LookAtTree(const std::string& directory) {
  Looker looker(directory);
  absl::Status status = looker.Below("");
  if (!status.ok()) return status;
  return looker.Take();
}

void AwaitLaterTime(const TreeSnapshot& snapshot) {
  int64_t latest = 0;
  for (const auto& [path, file] : snapshot) latest = std::max(latest, file.changed);
  timespec now = {};
  constexpr timespec kStep{0, 1'000'000};
  while (clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0 &&
         now.tv_sec * kNanoseconds + now.tv_nsec <= latest &&
         latest < (now.tv_sec + 1) * kNanoseconds) {
    nanosleep(&kStep, nullptr);
  }
}

void RemoveTree(const std::string& directory) {
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
  if (!ignored) return;
  // A folder that its owner may not write: looking at the tree opens it.
  LookAtTree(directory).status().IgnoreError();
  std::filesystem::remove_all(directory, ignored);
}

}  // namespace release::image
