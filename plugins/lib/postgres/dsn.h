// A database's address, taken apart.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_DSN_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_DSN_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/base/secret.h"

namespace release::postgres {

// What a `postgres://` or `postgresql://` URL says, decoded.
//
// libpq could read the URL itself, but its error texts quote the broken part, which is often the
// password, and it accepts what cannot work (`[YOUR-PASSWORD]`). So the URL is read here and libpq
// gets single values. No text made from a Dsn holds the password, and no diagnosis of a URL that
// could not be read quotes any part of it.
struct Dsn {
  std::string user;
  Secret password;   // empty when the URL has none
  std::string host;  // name, address, or a socket's directory, which starts with '/'
  int port = 5432;
  std::string database;
  // The other parameters, from a short list of those that libpq knows (`sslmode`, `options`, ...).
  std::map<std::string, std::string> parameters;

  // Loopback, or a unix socket.
  bool local() const;

  // The value of `sslmode`; empty when the URL has none.
  std::string sslmode() const;

  // `postgres@127.0.0.1:5432/app`, for people.
  std::string Target() const;
};

// Reads `url`, the value of the secret `name` (which only serves the texts). White space around
// the URL is ignored: a line end at the end of a stored secret is a common accident.
//
// Failures are INVALID_ARGUMENT, one code per cause: MIGRATE-DSN-EMPTY, -SCHEME, -PLACEHOLDER,
// -RESERVED-CHARACTER, -ENCODING, -HOSTS, -PORT, -PARAMETER, -INCOMPLETE.
absl::StatusOr<Dsn> ParseDsn(std::string_view name, std::string_view url);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_DSN_H_
