#include "plugins/lib/http/shared_pace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::http {
namespace {

constexpr size_t kBootSize = 40;

struct Record {
  char boot[kBootSize] = {};  // the monotonic clock begins anew with each
  int64_t next = 0;           // nanoseconds
  int64_t held_until = 0;
};

void NameBoot(char (&boot)[kBootSize]) {
  const FileDescriptor file(open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  if (!file.valid() || read(file.get(), boot, kBootSize - 1) < 0) std::memset(boot, 0, kBootSize);
}

// Locked until it is closed.
FileDescriptor OpenLocked(const std::string& path) {
  FileDescriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) return file;
  int locked = 0;
  do {
    locked = flock(file.get(), LOCK_EX);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0) file.Close();
  return file;
}

}  // namespace

void ChangeShared(const std::string& path, Pace& pace, const std::function<void(Pace&)>& change) {
  const FileDescriptor file = OpenLocked(path);
  Record ours;
  NameBoot(ours.boot);
  if (file.valid()) {
    Record found;
    const bool whole = pread(file.get(), &found, sizeof found, 0) == sizeof found;
    if (whole && std::memcmp(found.boot, ours.boot, kBootSize) == 0) {
      pace = {absl::Nanoseconds(found.next), absl::Nanoseconds(found.held_until)};
    }
  }
  change(pace);
  if (!file.valid()) return;
  ours.next = absl::ToInt64Nanoseconds(pace.next);
  ours.held_until = absl::ToInt64Nanoseconds(pace.held_until);
  // Less than the whole is not read again: an empty row.
  [[maybe_unused]] const ssize_t written = pwrite(file.get(), &ours, sizeof ours, 0);
}

std::string PaceFile(const std::string& directory, const std::string& host) {
  std::string name = host;
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return c == '/' || c == ':' || c == '[' || c == ']' || c == '\0'; }, '_');
  return Concat(directory, "/pace-", name);
}

}  // namespace release::http
