// write(2) until everything is written.
#ifndef RELEASE_TOOLS_BASE_WRITE_ALL_H_
#define RELEASE_TOOLS_BASE_WRITE_ALL_H_

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace release {

// False with errno when the system refuses; how much was written is then unknown.
inline bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_WRITE_ALL_H_
