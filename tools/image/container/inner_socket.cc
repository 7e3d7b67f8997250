#include "tools/image/container/inner_socket.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

absl::Status Failed(const char* doing, int error_number) {
  return DiagnoseErrno(error_number,
                       {.code = "CLOUD-CONTAINER-NETWORK",
                        .what = Concat("cannot reach into the container's network: ", doing),
                        .fix = "allow user namespaces on this machine; in a container, start it "
                               "without the seccomp filter that forbids them"});
}

// Room for one descriptor beside a message.
struct Passing {
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  char byte = 's';
  iovec part{&byte, 1};
  msghdr message{};

  Passing() {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
  }
};

// Runs in the child: only what is allowed after a fork of a program with threads. The user
// namespace comes first; it gives the right to enter the network that belongs to it.
[[noreturn]] void HandOut(int owner, int network, int channel) {
  if (setns(owner, CLONE_NEWUSER) != 0) _exit(errno & 0xff);
  if (setns(network, CLONE_NEWNET) != 0) _exit(errno & 0xff);
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) _exit(errno & 0xff);
  Passing passing;
  cmsghdr* header = CMSG_FIRSTHDR(&passing.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &made, sizeof made);
  _exit(sendmsg(channel, &passing.message, MSG_NOSIGNAL) == 1 ? 0 : errno & 0xff);
}

FileDescriptor Receive(int channel) {
  Passing passing;
  if (recvmsg(channel, &passing.message, MSG_CMSG_CLOEXEC) != 1) return FileDescriptor();
  const cmsghdr* header = CMSG_FIRSTHDR(&passing.message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return FileDescriptor();
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return FileDescriptor(fd);
}

}  // namespace

absl::StatusOr<InnerNetwork> InnerNetwork::Of(pid_t inside) {
  InnerNetwork network;
  const std::string path = Concat("/proc/", inside, "/ns/net");
  network.network_ = FileDescriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!network.network_.valid()) return Failed("opening it", errno);
  network.owner_ = FileDescriptor(ioctl(network.network_.get(), NS_GET_USERNS));
  if (!network.owner_.valid()) return Failed("finding its owner", errno);
  return network;
}

absl::StatusOr<FileDescriptor> InnerNetwork::Socket() const {
  absl::StatusOr<SocketPair> channel = MakeSocketPair();
  if (!channel.ok()) return channel.status();
  const pid_t child = fork();
  if (child < 0) return Failed("starting a process", errno);
  if (child == 0) HandOut(owner_.get(), network_.get(), channel->theirs.get());
  channel->theirs.Close();
  FileDescriptor made = Receive(channel->ours.get());
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (made.valid()) return made;
  return Failed("making a socket there", WIFEXITED(status) ? WEXITSTATUS(status) : EIO);
}

}  // namespace release
