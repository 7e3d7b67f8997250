// Where the database of the release state is, read from a secret's value.
#ifndef RELEASE_TOOLS_COORDINATOR_POSTGRES_ADDRESS_H_
#define RELEASE_TOOLS_COORDINATOR_POSTGRES_ADDRESS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/secret.h"

namespace release::postgres_state {

// A `postgres://` URL, taken apart. No text made from an Address holds the password, and no
// diagnosis of a URL that could not be read quotes any part of it.
struct Address {
  std::string host;    // name, address, or a socket's directory, which starts with '/'
  std::string target;  // `postgres@127.0.0.1:5432/app`, for people
  Secret password;

  // Everything else that libpq is told, by its keyword.
  std::map<std::string, std::string> parameters;

  Address Copy() const;
};

// Reads `url`, the value of the secret `name` (which only serves the texts). White space around it
// is ignored. A host that is not this machine is reached over TLS: without `sslmode` the Address
// says `require`. Errors, all INVALID_ARGUMENT:
//   STATE-URL      it is empty, no URL, or lacks host, user or database
//   STATE-URL-TLS  it allows plaintext to another machine
absl::StatusOr<Address> ParseAddress(const std::string& name, const Secret& url);

}  // namespace release::postgres_state

#endif  // RELEASE_TOOLS_COORDINATOR_POSTGRES_ADDRESS_H_
