#include "tools/localcloud/engine/container_network.h"

#include <sys/socket.h>

#include <cstring>
#include <string>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/engine/namespace_sockets.h"

namespace release::cloud {
namespace {

struct Received {
  std::string text;  // at most 400 bytes; empty at the end
  FileDescriptor fd;
};

Received Receive(int control) {
  char bytes[400];
  iovec part{bytes, sizeof bytes};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  ssize_t count = -1;
  do {
    count = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  Received received;
  if (count <= 0) return received;
  received.text.assign(bytes, static_cast<size_t>(count));
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    received.fd = FileDescriptor(fd);
  }
  return received;
}

absl::Status Failed(const std::string& why) {
  return Diagnose(absl::StatusCode::kInternal,
                  {.code = "CLOUD-CONTAINER-NETWORK",
                   .what = "the container has no connection to the cloud",
                   .why = why,
                   .fix = "check that this machine allows user namespaces: `unshare -Urn true`"});
}

}  // namespace

absl::StatusOr<ContainerNetwork> ContainerNetwork::Enter(pid_t inside,
                                                         const std::vector<std::string>& command,
                                                         const std::vector<Endpoint>& addresses) {
  const absl::StatusOr<FileDescriptor> net = OpenFile(Concat("/proc/", inside, "/ns/net"));
  if (!net.ok()) return net.status();
  absl::StatusOr<SocketPair> control = MakeSocketPair();
  if (!control.ok()) return control.status();
  Command start;
  start.argv = command;
  start.argv.push_back(kNamespaceSockets);
  for (const Endpoint& address : addresses) start.argv.push_back(address.ToString());
  start.fds = {{control->theirs.get(), kSocketsControl}, {net->get(), kSocketsNamespace}};
  absl::StatusOr<Process> process = Process::Start(start);
  if (!process.ok()) return process.status();
  control->theirs.Close();
  ContainerNetwork network(*std::move(process));
  // One more at the end, to see that it is ready for what comes.
  if (send(control->ours.get(), &kSocketWanted, 1, MSG_NOSIGNAL) != 1) return Failed("it ended");
  for (size_t i = 0; i <= addresses.size(); ++i) {
    Received received = Receive(control->ours.get());
    if (received.text.empty()) return Failed("the process inside it ended");
    if (!received.fd.valid()) return Failed(received.text.substr(1));
    if (i < addresses.size()) network.listeners_.push_back(std::move(received.fd));
  }
  network.control_ = std::move(control->ours);
  return network;
}

FileDescriptor ContainerNetwork::Sockets::New() const {
  if (send(control_.get(), &kSocketWanted, 1, MSG_NOSIGNAL) != 1) return FileDescriptor();
  return Receive(control_.get()).fd;
}

}  // namespace release::cloud
