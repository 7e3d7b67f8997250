#include "plugins/lib/wrangler/scratch.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"

namespace release::wrangler {
namespace {

constexpr char kMemory[] = "/dev/shm";
constexpr char kLock[] = "/.lock";

// Its owner has not locked it yet when it is younger.
constexpr time_t kYoungestLeftover = 60;  // seconds

std::string Prefix() { return Concat("release-scratch-", getuid(), "-"); }

bool IsMemory(const std::string& directory) {
  struct statfs info = {};
  return statfs(directory.c_str(), &info) == 0 && info.f_type == TMPFS_MAGIC;
}

bool IsLeftOver(const std::string& directory) {
  struct stat info = {};
  if (lstat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return false;
  if (info.st_uid != getuid() || info.st_mtime > time(nullptr) - kYoungestLeftover) return false;
  const FileDescriptor lock(open((directory + kLock).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!lock.valid()) return errno == ENOENT;
  return flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
}

void RemoveLeftOvers(const std::string& root) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(Prefix())) continue;
    if (!IsLeftOver(entry->path())) continue;
    std::error_code ignored;
    std::filesystem::remove_all(entry->path(), ignored);
  }
}

}  // namespace

std::string Scratch::DefaultRoot() {
  return IsMemory(kMemory) && access(kMemory, W_OK) == 0 ? kMemory : "/tmp";
}

absl::StatusOr<Scratch> Scratch::Create(const std::string& root) {
  RemoveLeftOvers(root);
  absl::StatusOr<TempDirectory> directory = TempDirectory::Create(root, Prefix());
  if (!directory.ok()) return directory.status();
  const std::string path = directory->path() + kLock;
  FileDescriptor lock(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!lock.valid() || flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                                 .what = Concat("cannot lock ", path),
                                 .fix = "see to it that the directory can be written"});
  }
  return Scratch(*std::move(directory), std::move(lock), IsMemory(root));
}

absl::Status Scratch::Write(const std::string& name, std::string_view content) const {
  const std::string file = Concat(path(), "/", name);
  const FileDescriptor fd(
      open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.valid() && WriteAll(fd.get(), content)) return absl::OkStatus();
  return DiagnoseErrno(
      errno,
      {.code = "FILE-UNWRITABLE", .what = Concat("cannot write ", file), .fix = "make room there"});
}

}  // namespace release::wrangler
