#include "tools/localcloud/pooler/pooler_config.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/localcloud/pooler/pooler_role.h"

namespace release::cloud {
namespace {

// The verifier of the role that the user name means, under the role's own name: pgbouncer takes
// both, and so turns `postgres.REF` into `postgres`. The pooler's role is in the auth_file already;
// pgbouncer 1.18 aborts when it meets one name in both.
std::string AuthQuery(const std::string& project_ref) {
  return Concat("select rolname::text, rolpassword from pg_catalog.pg_authid where rolcanlogin ",
                "and rolname <> '", kPoolerRole, "' and $1::text in (rolname::text, ",
                "rolname::text || '.", project_ref, "')");
}

}  // namespace

std::string_view PoolModeName(PoolMode mode) {
  return mode == PoolMode::kSession ? "session" : "transaction";
}

absl::Status CheckPoolerConfig(const PoolerConfig& config) {
  const std::string& ref = config.project_ref;
  if (!ref.empty() && ref.size() <= 63 &&
      std::all_of(ref.begin(), ref.end(), absl::ascii_isalnum)) {
    return absl::OkStatus();
  }
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "CLOUD-POOLER-PROJECT",
                   .what = Concat("`", PrintableLine(ref, 80), "` is no project reference"),
                   .why = "it is 1 to 63 letters and digits; Supabase's have 20 small letters",
                   .fix = "correct the project reference"});
}

std::string PgBouncerIni(const PoolerConfig& config, std::string_view user_list) {
  const bool session = config.mode == PoolMode::kSession;
  std::string ini = Concat("[databases]\n* = host=", config.postgres.host,
                           " port=", config.postgres.port, "\n[pgbouncer]\n");
  const auto set = [&ini](std::string_view name, const auto& value) {
    AppendTo(ini, name, " = ", value, "\n");
  };
  set("listen_addr", config.endpoint.host);
  set("listen_port", config.endpoint.port);
  set("unix_socket_dir", "");
  set("pool_mode", PoolModeName(config.mode));
  set("auth_type", "scram-sha-256");
  set("auth_file", user_list);
  set("auth_user", kPoolerRole);
  set("auth_query", AuthQuery(config.project_ref));
  set("default_pool_size", config.pool_size);
  // One more than there are backends would wait in silence; on Supabase it is refused.
  set("max_client_conn",
      session ? std::min(config.pool_size, config.max_clients) : config.max_clients);
  set("server_reset_query", "DISCARD ALL");
  set("server_login_retry", 1);
  set("query_wait_timeout", session ? 10 : 60);
  // An idle backend would keep `drop database` waiting.
  set("server_idle_timeout", session ? 2 : 60);
  // Supabase's pooler passes over what it does not know; pgbouncer would refuse the connection.
  set("ignore_startup_parameters", "extra_float_digits,options,search_path");
  set("log_stats", 0);
  if (!config.certificate.empty()) {
    set("client_tls_sslmode", "allow");
    set("client_tls_cert_file", config.certificate);
    set("client_tls_key_file", config.key);
  }
  return ini;
}

Secret UserList(const Secret& role_password) {
  return Secret::Of(Concat("\"", kPoolerRole, "\" \"", role_password.Reveal(), "\"\n"));
}

}  // namespace release::cloud
