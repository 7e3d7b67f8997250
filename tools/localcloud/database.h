// The product's database inside the running PostgreSQL.
#ifndef RELEASE_TOOLS_LOCALCLOUD_DATABASE_H_
#define RELEASE_TOOLS_LOCALCLOUD_DATABASE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tools/base/secret.h"
#include "tools/localcloud/loopback.h"

namespace release {

inline constexpr char kDatabase[] = "spectral";

// postgresql://USER:PASSWORD@HOST:PORT/spectral?sslmode=disable
std::string DatabaseUrl(std::string_view user, const Endpoint& postgres, const Secret& password);

// Makes the database if it is missing. Errors: CLOUD-DATABASE-FAILED, with the server's words.
absl::Status EnsureDatabase(const Endpoint& postgres, const Secret& password);

struct Prelude {
  std::string file;  // as the user knows it
  std::string sql;   // may be applied again and again
};

// Executes the prelude in the database, all or nothing. Errors: CLOUD-PRELUDE-FAILED, with the
// place in the file.
absl::Status ApplyPrelude(const Endpoint& postgres, const Secret& password, const Prelude& prelude);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_DATABASE_H_
