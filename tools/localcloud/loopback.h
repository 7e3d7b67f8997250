// Where a cloud listens: a loopback address of its own, with the real ports.
#ifndef RELEASE_TOOLS_LOCALCLOUD_LOOPBACK_H_
#define RELEASE_TOOLS_LOCALCLOUD_LOOPBACK_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace release {

struct Endpoint {
  std::string host;
  uint16_t port = 0;

  std::string ToString() const { return host + ":" + std::to_string(port); }
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct CloudEndpoints {
  Endpoint postgres;
  Endpoint api;
};

inline constexpr uint16_t kPostgresPort = 5432;
inline constexpr uint16_t kApiPort = 8080;

// The `attempt`-th address of a cloud in `directory`, "127.x.y.z": always the same for the same
// two, different for most others, never in 127.0.0.0/8's first or last /16, where others like to
// be.
std::string LoopbackAddress(std::string_view directory, unsigned attempt);

// True when a server could listen there now.
bool IsFree(const Endpoint& endpoint);

// A port of `host` that is free now, 0 when there is none.
uint16_t FreePort(const std::string& host);

// The first address of `directory` whose two ports are free. When something on this machine listens
// on a port of every address (0.0.0.0), a free port of the first address takes its place. What is
// free now may be taken before it is used: choose again then.
CloudEndpoints ChooseEndpoints(std::string_view directory);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_LOOPBACK_H_
