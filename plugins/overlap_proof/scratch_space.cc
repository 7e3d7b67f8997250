#include "plugins/overlap_proof/scratch_space.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

namespace fs = std::filesystem;

constexpr char kRoot[] = "/tmp";
constexpr char kPrefix[] = "release-overlap-";
constexpr char kLock[] = "/lock";

FileDescriptor Locked(const std::string& path, int flags) {
  FileDescriptor fd(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
  if (!fd.valid() || flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return FileDescriptor();
  return fd;
}

// Only what is ours and whose lock nobody holds. One without a lock file is being made.
void RemoveLeftovers() {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(kRoot, error)) {
    const std::string path = entry.path().string();
    struct stat status {};
    if (!entry.path().filename().string().starts_with(kPrefix) ||
        lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
        status.st_uid != geteuid()) {
      continue;
    }
    const FileDescriptor lock = Locked(path + kLock, 0);
    if (lock.valid()) fs::remove_all(entry.path(), error);
  }
}

}  // namespace

absl::StatusOr<ScratchSpace> ScratchSpace::Create() {
  RemoveLeftovers();
  absl::StatusOr<TempDirectory> directory = TempDirectory::Create(kRoot, kPrefix);
  if (!directory.ok()) return directory.status();
  FileDescriptor lock = Locked(directory->path() + kLock, O_CREAT);
  if (!lock.valid()) {
    return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                                 .what = Concat("cannot lock ", directory->path()),
                                 .fix = "make room in /tmp"});
  }
  return ScratchSpace(*std::move(directory), std::move(lock));
}

}  // namespace release::overlap_proof
