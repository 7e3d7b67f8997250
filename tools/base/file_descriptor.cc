#include "tools/base/file_descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

absl::Status NoDescriptor(int error_number, std::string_view what) {
  return DiagnoseErrno(error_number, {.code = "DESCRIPTOR-LIMIT",
                                      .what = Concat("cannot make a ", what),
                                      .fix = "raise the limit of open files (ulimit -n)",
                                      .retry = v1::RETRY_BACKOFF});
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void FileDescriptor::Close() {
  // Not repeated after EINTR: on Linux the number is free by then and may be another thread's.
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

absl::StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return NoDescriptor(errno, "pipe");
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

absl::StatusOr<SocketPair> MakeSocketPair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return NoDescriptor(errno, "pair of sockets");
  }
  return SocketPair{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

absl::StatusOr<FileDescriptor> OpenFile(const std::string& path, int flags) {
  int fd;
  do {
    fd = open(path.c_str(), flags | O_CLOEXEC);
  } while (fd < 0 && errno == EINTR);
  if (fd >= 0) return FileDescriptor(fd);
  const int error_number = errno;
  if (error_number == EMFILE || error_number == ENFILE) return NoDescriptor(error_number, "file");
  if (error_number == ENOENT || error_number == ENOTDIR) {
    return DiagnoseErrno(
        error_number,
        {.code = "FILE-NOT-FOUND", .what = Concat("there is no ", path), .fix = "check the path"});
  }
  return DiagnoseErrno(error_number, {.code = "FILE-UNREADABLE",
                                      .what = Concat("cannot open ", path),
                                      .fix = Concat("look at `ls -l ", path, "`")});
}

}  // namespace release
