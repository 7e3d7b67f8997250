// A process that waits in a system call: its memory and the files it means.
#ifndef RELEASE_TOOLS_IMAGE_RUN_TRACEE_H_
#define RELEASE_TOOLS_IMAGE_RUN_TRACEE_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/base/file_descriptor.h"

namespace release::image {

class Tracee {
 public:
  explicit Tracee(pid_t pid) : pid_(pid) {}

  pid_t pid() const { return pid_; }

  // False when the address is not the process's, or we may not.
  bool Read(uint64_t address, void* to, size_t size) const;
  bool Write(uint64_t address, const void* from, size_t size) const;
  // A text with a NUL behind it, of at most 4096 bytes.
  std::optional<std::string> ReadText(uint64_t address) const;

  // What the process means by `path` relative to `directory` (AT_FDCWD, or its descriptor), found
  // in the process's own root, as an O_PATH descriptor. Invalid when nothing is there, or when only
  // the process itself can say (/proc/self).
  FileDescriptor Open(int directory, const std::string& path, bool follow) const;
  FileDescriptor OpenDescriptor(int number) const;

  // The folder that a new file goes into; `name` gets the last part of `path`.
  FileDescriptor OpenParent(int directory, const std::string& path, std::string& name) const;

  uint32_t Umask() const;

 private:
  pid_t pid_;
};

// The attributes of what the descriptor (O_PATH will do) is.
std::optional<struct statx> StatxOf(int fd, unsigned flags = 0, unsigned mask = 0);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_TRACEE_H_
