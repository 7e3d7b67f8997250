#include "tools/localcloud/pooler/pooler_role.h"

#include <sys/random.h>

#include <cerrno>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/database_connection.h"

namespace release::cloud {
namespace {

absl::StatusOr<Secret> RandomPassword() {
  char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) {
    return DiagnoseErrno(errno, {.code = "CLOUD-NO-RANDOMNESS",
                                 .what = "no password for the pooler's role",
                                 .fix = "this is a defect of the machine: getrandom(2) must work"});
  }
  return Secret::Of(absl::BytesToHexString(absl::string_view(bytes, sizeof bytes)));
}

}  // namespace

absl::StatusOr<Secret> EnsurePoolerRole(const Endpoint& postgres,
                                        const Secret& superuser_password) {
  absl::StatusOr<Secret> password = RandomPassword();
  if (!password.ok()) return password.status();
  absl::StatusOr<DatabaseConnection> connection =
      ConnectToDatabase(postgres, superuser_password, "postgres");
  if (!connection.ok()) return connection.status();
  // The verifier, so that the server's log cannot show the password.
  std::string plain(password->Reveal());
  const std::unique_ptr<char, decltype(&PQfreemem)> verifier(
      PQencryptPasswordConn(connection->get(), plain.c_str(), kPoolerRole, "scram-sha-256"),
      &PQfreemem);
  WipeString(plain);
  if (verifier == nullptr) {
    return DatabaseFailed(LibpqWords(PQerrorMessage(connection->get())));
  }
  const absl::StatusOr<DatabaseResult> made = ExecuteSql(
      connection->get(), Concat("do $$ begin create role ", kPoolerRole,
                                "; exception when duplicate_object or unique_violation then null; "
                                "end $$; alter role ",
                                kPoolerRole, " with login inherit password '", verifier.get(),
                                "'; grant pg_read_all_data to ", kPoolerRole));
  if (!made.ok()) return made.status();
  return password;
}

}  // namespace release::cloud
