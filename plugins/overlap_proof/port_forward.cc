#include "plugins/overlap_proof/port_forward.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

FileDescriptor ConnectTo(const std::string& path) {
  FileDescriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!fd.valid() || path.size() >= sizeof address.sun_path) return FileDescriptor();
  std::memcpy(address.sun_path, path.data(), path.size());
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return FileDescriptor();
  }
  return fd;
}

bool SendAll(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

// One direction, until it ends; the end is passed on.
void Pump(int from, int to) {
  char buffer[16384];
  for (ssize_t count; (count = recv(from, buffer, sizeof buffer, 0)) > 0;) {
    if (!SendAll(to, {buffer, static_cast<size_t>(count)})) break;
  }
  shutdown(to, SHUT_WR);
  shutdown(from, SHUT_RD);
}

}  // namespace

absl::StatusOr<std::unique_ptr<PortForward>> PortForward::Start(FileDescriptor socket,
                                                                uint16_t port,
                                                                std::string unix_path) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int yes = 1;
  // The loopback may not be up yet.
  setsockopt(socket.get(), IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes);
  if (bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(socket.get(), SOMAXCONN) != 0) {
    return DiagnoseErrno(errno,
                         {.code = "OVERLAP-SCRATCH",
                          .what = Concat("cannot listen on port ", port, " of the scratch network"),
                          .fix = "report this; the network is new and empty"});
  }
  return std::unique_ptr<PortForward>(new PortForward(std::move(socket), std::move(unix_path)));
}

PortForward::PortForward(FileDescriptor listener, std::string unix_path)
    : listener_(std::move(listener)), unix_path_(std::move(unix_path)) {
  accepting_ = std::thread([this] { Accept(); });
}

PortForward::~PortForward() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    shutdown(listener_.get(), SHUT_RDWR);
    for (Link& link : links_) {
      shutdown(link.inside.get(), SHUT_RDWR);
      shutdown(link.outside.get(), SHUT_RDWR);
    }
  }
  accepting_.join();
  for (Link& link : links_) {
    link.out.join();
    link.back.join();
  }
}

void PortForward::Accept() {
  while (true) {
    FileDescriptor inside(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!inside.valid() && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (!inside.valid()) return;
    FileDescriptor outside = ConnectTo(unix_path_);
    // Without a server the connection ends at once, as one that is refused does.
    if (!outside.valid()) continue;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ended_) return;
    Link& link = links_.emplace_back();
    link.inside = std::move(inside);
    link.outside = std::move(outside);
    const int in = link.inside.get();
    const int out = link.outside.get();
    link.out = std::thread([in, out] { Pump(in, out); });
    link.back = std::thread([in, out] { Pump(out, in); });
  }
}

}  // namespace release::overlap_proof
