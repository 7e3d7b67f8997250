// Where a cloud listens: a loopback address of its own, with the real ports.
#ifndef RELEASE_TOOLS_LOCALCLOUD_LOOPBACK_H_
#define RELEASE_TOOLS_LOCALCLOUD_LOOPBACK_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace release {

struct Endpoint {
  std::string host;
  uint16_t port = 0;

  std::string ToString() const { return host + ":" + std::to_string(port); }
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Where each of the cloud's servers listens. All have one host.
struct CloudEndpoints {
  Endpoint postgres;            // PostgreSQL itself, "direct"
  Endpoint session_pooler;      // pgbouncer
  Endpoint transaction_pooler;  // pgbouncer
  Endpoint front;               // HTTPS for every host name
  Endpoint status;              // the page for people
  Endpoint api;
};

// The port that a server has unless it cannot be had.
struct CloudPort {
  std::string_view name;  // "session pooler"
  uint16_t port;
  Endpoint CloudEndpoints::*endpoint;
};

inline constexpr uint16_t kPostgresPort = 5433;
inline constexpr uint16_t kSessionPoolerPort = 5432;
inline constexpr uint16_t kTransactionPoolerPort = 6543;
inline constexpr uint16_t kFrontPort = 443;
inline constexpr uint16_t kStatusPort = 80;
inline constexpr uint16_t kApiPort = 8080;

// One for each field of CloudEndpoints.
std::span<const CloudPort> CloudPorts();

// The `attempt`-th address of a cloud in `directory`, "127.x.y.z": always the same for the same
// two, different for most others, never in 127.0.0.0/8's first or last /16, where others like to
// be.
std::string LoopbackAddress(std::string_view directory, unsigned attempt);

// True when a server could listen there now.
bool IsFree(const Endpoint& endpoint);

// A port of `host` that is free now, 0 when there is none.
uint16_t FreePort(const std::string& host);

// The first address of `directory` on which the ports of CloudPorts() are free. A port that cannot
// be had on any address is replaced by a free one: something on this machine listens on it on every
// address (0.0.0.0), or it is below 1024 and we may not have such a port. What is free now may be
// taken before it is used: choose again then.
CloudEndpoints ChooseEndpoints(std::string_view directory);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_LOOPBACK_H_
