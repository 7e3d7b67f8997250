// Owners of file descriptors. Every descriptor made here is close-on-exec.
#ifndef RELEASE_TOOLS_BASE_FILE_DESCRIPTOR_H_
#define RELEASE_TOOLS_BASE_FILE_DESCRIPTOR_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release {

// Owns one descriptor and closes it at the end. Movable, not copyable.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { Close(); }

  // -1 when there is none.
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  // Gives the descriptor to the caller, who closes it.
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }

  void Close();

 private:
  int fd_ = -1;
};

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

struct SocketPair {
  FileDescriptor ours;
  FileDescriptor theirs;
};

// Errors: RESOURCE_EXHAUSTED, DESCRIPTOR-LIMIT, when the process or the machine has no more.
absl::StatusOr<Pipe> MakePipe();

// A pair of connected unix stream sockets.
absl::StatusOr<SocketPair> MakeSocketPair();

// Opens a file for reading, or with other open(2) `flags`. Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
absl::StatusOr<FileDescriptor> OpenFile(const std::string& path, int flags = 0);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_FILE_DESCRIPTOR_H_
