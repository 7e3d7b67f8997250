#include "tools/localcloud/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr unsigned kAttempts = 8;

constexpr std::array<CloudPort, 6> kPorts = {{
    {"postgres", kPostgresPort, &CloudEndpoints::postgres},
    {"session pooler", kSessionPoolerPort, &CloudEndpoints::session_pooler},
    {"transaction pooler", kTransactionPoolerPort, &CloudEndpoints::transaction_pooler},
    {"front", kFrontPort, &CloudEndpoints::front},
    {"status page", kStatusPort, &CloudEndpoints::status},
    {"api", kApiPort, &CloudEndpoints::api},
}};

// A socket that listens on `endpoint`; invalid, with errno, when it cannot be had.
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
    const int error = errno;
    bound.Close();
    errno = error;
  }
  return bound;
}

uint16_t PortOf(const FileDescriptor& bound) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(bound.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

// The endpoints on `host`, with free ports for those that cannot be had. `taken` becomes true when
// another address might be better.
CloudEndpoints EndpointsOn(const std::string& host, bool& taken) {
  CloudEndpoints endpoints;
  std::vector<FileDescriptor> held;  // so that no free port is given twice
  for (const CloudPort& port : kPorts) {
    Endpoint& endpoint = endpoints.*port.endpoint;
    endpoint = {host, port.port};
    FileDescriptor bound = Bind(endpoint);
    if (!bound.valid()) {
      taken |= errno != EACCES;
      bound = Bind({host, 0});
      endpoint.port = PortOf(bound);
    }
    held.push_back(std::move(bound));
  }
  return endpoints;
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

uint16_t FreePort(const std::string& host) { return PortOf(Bind({host, 0})); }

std::span<const CloudPort> CloudPorts() { return kPorts; }

CloudEndpoints ChooseEndpoints(std::string_view directory) {
  CloudEndpoints first;
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    bool taken = false;
    CloudEndpoints endpoints = EndpointsOn(LoopbackAddress(directory, attempt), taken);
    if (!taken) return endpoints;
    if (attempt == 0) first = std::move(endpoints);
  }
  return first;
}

}  // namespace release
