// Host names to addresses, without blocking a step that was asked to stop.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_RESOLVE_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_RESOLVE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plugins/lib/postgres/socket_wait.h"

namespace release::postgres {

struct Addresses {
  std::vector<std::string> numeric;  // IPv4 first, else in the resolver's order; at least one
  bool only_ipv6 = false;
};

// Resolves `host`. libpq's own lookup blocks in getaddrinfo(), so this one runs it on a thread that
// is left to itself when the caller cannot wait any longer.
//
// NOT_FOUND MIGRATE-CONNECT-DNS; DEADLINE_EXCEEDED MIGRATE-CONNECT-DNS when the resolver is silent;
// CANCELLED when stopped.
absl::StatusOr<Addresses> Resolve(const std::string& host, const WaitLimits& limits);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_RESOLVE_H_
