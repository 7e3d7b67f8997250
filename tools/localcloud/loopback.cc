#include "tools/localcloud/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr unsigned kAttempts = 8;

// A socket bound to `endpoint`; invalid when it is taken.
FileDescriptor Bind(const Endpoint& endpoint) {
  FileDescriptor bound(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // As servers do it: connections that are still closing do not count, listeners do.
  const int yes = 1;
  setsockopt(bound.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  // listen() too: two sockets with SO_REUSEADDR may be bound alike as long as neither listens.
  if (inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr) != 1 ||
      bind(bound.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(bound.get(), 1) != 0) {
    bound.Close();
  }
  return bound;
}

}  // namespace

std::string LoopbackAddress(std::string_view directory, unsigned attempt) {
  const std::string hex = DigestOf(Concat(directory, "\n", attempt)).hex();
  const auto part = [&hex](size_t index, unsigned least, unsigned most) {
    const unsigned value = static_cast<unsigned>(std::stoul(hex.substr(index * 4, 4), nullptr, 16));
    return least + value % (most - least + 1);
  };
  return Concat("127.", part(0, 1, 254), ".", part(1, 0, 255), ".", part(2, 1, 254));
}

bool IsFree(const Endpoint& endpoint) { return Bind(endpoint).valid(); }

uint16_t FreePort(const std::string& host) {
  const FileDescriptor bound = Bind({host, 0});
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(bound.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

CloudEndpoints ChooseEndpoints(std::string_view directory) {
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    const std::string host = LoopbackAddress(directory, attempt);
    CloudEndpoints endpoints{{host, kPostgresPort}, {host, kApiPort}};
    if (IsFree(endpoints.postgres) && IsFree(endpoints.api)) return endpoints;
  }
  const std::string host = LoopbackAddress(directory, 0);
  CloudEndpoints endpoints{{host, kPostgresPort}, {host, kApiPort}};
  for (Endpoint* endpoint : {&endpoints.postgres, &endpoints.api}) {
    if (!IsFree(*endpoint)) endpoint->port = FreePort(host);
  }
  return endpoints;
}

}  // namespace release
