// A connection to the local cloud's PostgreSQL as its superuser.
#ifndef RELEASE_TOOLS_LOCALCLOUD_DATABASE_CONNECTION_H_
#define RELEASE_TOOLS_LOCALCLOUD_DATABASE_CONNECTION_H_

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/secret.h"
#include "tools/localcloud/loopback.h"

namespace release {

using DatabaseConnection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using DatabaseResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Connects as `postgres`; nothing in our environment changes how. Errors: CLOUD-DATABASE-FAILED.
absl::StatusOr<DatabaseConnection> ConnectToDatabase(const Endpoint& postgres,
                                                     const Secret& password, const char* database);

// What `sql` gives, one or several statements. Errors: CLOUD-DATABASE-FAILED with the server's
// words.
absl::StatusOr<DatabaseResult> ExecuteSql(PGconn* connection, const std::string& sql);

// libpq's text without white space around it; "" for null.
std::string LibpqWords(const char* text);

// CLOUD-DATABASE-FAILED, because of `why`.
absl::Status DatabaseFailed(std::string why);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_DATABASE_CONNECTION_H_
