#include "tools/coordinator/journal/reserve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/base/file_descriptor.h"

namespace release {

bool Reserve::Hold() {
  struct stat there = {};
  if (stat(path_.c_str(), &there) == 0 && there.st_size == kBytes) return true;
  FileDescriptor file(open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) return false;
  if (posix_fallocate(file.get(), 0, kBytes) == 0) return true;
  unlink(path_.c_str());
  return false;
}

bool Reserve::GiveUp() {
  struct stat there = {};
  const bool had = stat(path_.c_str(), &there) == 0 && there.st_blocks > 0;
  return unlink(path_.c_str()) == 0 && had;
}

}  // namespace release
