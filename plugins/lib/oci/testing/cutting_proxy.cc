#include "plugins/lib/oci/testing/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "tools/base/write_all.h"

namespace release::oci {
namespace {

constexpr int kPollMilliseconds = 50;

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Closing such a socket resets its connection.
void MakeReset(int fd) {
  const linger now = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

}  // namespace

CuttingProxy::CuttingProxy(uint16_t to, int64_t cut_after) : to_(to), cut_after_(cut_after) {
  listener_ = FileDescriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = Loopback(0);
  bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  listen(listener_.get(), 64);
  socklen_t size = sizeof(address);
  getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  ended_ = true;
  accepting_.join();
  for (std::thread& connection : connections_) connection.join();
}

void CuttingProxy::Accept() {
  while (!ended_) {
    pollfd wait = {listener_.get(), POLLIN, 0};
    if (poll(&wait, 1, kPollMilliseconds) <= 0) continue;
    const int client = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) connections_.emplace_back([this, client] { Pass(client); });
  }
}

void CuttingProxy::Pass(int client) {
  const FileDescriptor near(client);
  const FileDescriptor far(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = Loopback(to_);
  if (connect(far.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return;
  std::array<char, 65536> buffer;
  while (!ended_) {
    std::array<pollfd, 2> waits = {pollfd{near.get(), POLLIN, 0}, pollfd{far.get(), POLLIN, 0}};
    if (poll(waits.data(), waits.size(), kPollMilliseconds) <= 0) continue;
    for (const bool outward : {true, false}) {
      if ((waits[outward ? 0 : 1].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      const ssize_t count = read(outward ? near.get() : far.get(), buffer.data(), buffer.size());
      if (count <= 0) return;
      const std::string_view bytes(buffer.data(), static_cast<size_t>(count));
      if (!WriteAll(outward ? far.get() : near.get(), bytes)) return;
      if (!outward) continue;
      passed_ += count;
      if (passed_ >= cut_after_ && !has_cut_.exchange(true)) {
        MakeReset(near.get());
        MakeReset(far.get());
        return;
      }
    }
  }
}

}  // namespace release::oci
