#include "tools/localcloud/engine/namespace_sockets.h"

#include <arpa/inet.h>
#include <linux/nsfs.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

namespace release::cloud {
namespace {

bool Send(char byte, int fd) {
  iovec part{&byte, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  const bool sent = sendmsg(kSocketsControl, &message, MSG_NOSIGNAL) == 1;
  close(fd);
  return sent;
}

[[noreturn]] void Fail(const std::string& what) {
  const std::string text = kSocketFailed + what + ": " + std::strerror(errno);
  (void)send(kSocketsControl, text.data(), text.size(), MSG_NOSIGNAL);
  _exit(1);
}

int NewSocket() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) Fail("socket");
  return fd;
}

// The user namespace first: it gives the right to enter the network that belongs to it. Bubblewrap
// makes two of them, and the container's program, which is in the second, has no rights over its
// network; we take the one that owns it.
void Enter() {
  const int owner = ioctl(kSocketsNamespace, NS_GET_USERNS);
  if (owner < 0) Fail("finding the owner of the container's network");
  if (setns(owner, CLONE_NEWUSER) != 0) Fail("entering the container's user namespace");
  if (setns(kSocketsNamespace, CLONE_NEWNET) != 0) Fail("entering the container's network");
  close(owner);
  close(kSocketsNamespace);
}

int Listen(const std::string& where) {
  const size_t colon = where.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos ||
      inet_pton(AF_INET, where.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    errno = EINVAL;
    Fail("listening on `" + where + "`");
  }
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(where.c_str() + colon + 1)));
  const int fd = NewSocket();
  const int yes = 1;
  // Bubblewrap may not have brought the loopback up yet.
  setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, SOMAXCONN) != 0) {
    Fail("listening on " + where);
  }
  return fd;
}

}  // namespace

int NamespaceSocketsMain(int argc, char** argv) {
  Enter();
  // The change of user namespace may have taken the order to die with the parent away.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int i = 2; i < argc; ++i) {
    if (!Send(kSocketListens, Listen(argv[i]))) return 1;
  }
  for (char wanted = 0; recv(kSocketsControl, &wanted, 1, 0) == 1;) {
    if (wanted != kSocketWanted || !Send(kSocketMade, NewSocket())) return 1;
  }
  return 0;
}

}  // namespace release::cloud
