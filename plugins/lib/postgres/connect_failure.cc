#include "plugins/lib/postgres/connect_failure.h"

#include <string>
#include <utility>

#include "plugins/lib/postgres/server_error.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

constexpr char kIpv6Hint[] =
    "the host has only IPv6 addresses and this network may speak IPv4 only: use the session pooler "
    "(aws-N-REGION.pooler.supabase.com, port 5432)";

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// `FATAL:  28P01: password authentication failed` holds 28P01.
bool HasState(std::string_view text, std::string_view sqlstate) {
  return Has(text, Concat(":  ", sqlstate, ": "));
}

struct Explanation {
  std::string_view code;
  std::string what;
  std::string fix;
  v1::Retry retry = v1::RETRY_NEVER;
};

Explanation Explain(const Dsn& dsn, bool only_ipv6, std::string_view text) {
  if (HasState(text, "28P01") || HasState(text, "28000") || Has(text, "no password supplied") ||
      Has(text, "SASL authentication failed")) {
    return {"AUTH", Concat("the database refused the login of ", dsn.user),
            "check user and password of the database URL; after a rotation, publish it again"};
  }
  if (HasState(text, "3D000")) {
    return {"NO-DATABASE", Concat("there is no database `", dsn.database, "` on the server"),
            "correct the last part of the database URL's path, or create the database"};
  }
  if (Has(text, "Tenant or user not found") || Has(text, "tenant/user") ||
      Has(text, "no such user")) {
    return {"TENANT", Concat("the pooler knows no project for the user ", dsn.user),
            "check the pooler's host (region and aws-N) and that the user is "
            "postgres.PROJECT-REFERENCE, against the dashboard's Connect page"};
  }
  if (HasState(text, "53300") || Has(text, "max clients") || Has(text, "MaxClients") ||
      Has(text, "too many clients") || Has(text, "no more connections allowed")) {
    return {"TOO-MANY", "the database has no connection left",
            "close other clients or raise the pool size; a migration needs two connections",
            v1::RETRY_BACKOFF};
  }
  if (HasState(text, "57P03") || HasState(text, "57P01") || HasState(text, "57P02")) {
    return {"NOT-READY", "the database is starting or shutting down",
            "wait until the server accepts connections", v1::RETRY_BACKOFF};
  }
  if (Has(text, "does not support SSL") || Has(text, "SSL error") || Has(text, "certificate") ||
      Has(text, "SSL connection")) {
    return {"TLS", Concat("no trusted TLS connection to ", dsn.host),
            "a server without TLS cannot be used with this sslmode; for a certificate that is not "
            "trusted, name its authority with sslrootcert in the database URL"};
  }
  if (Has(text, "Connection refused") || Has(text, "No such file or directory")) {
    return {"REFUSED", Concat("nothing listens at ", dsn.host, " port ", dsn.port),
            "check host and port of the database URL, and that the server runs", v1::RETRY_BACKOFF};
  }
  if (Has(text, "unreachable") || Has(text, "No route to host")) {
    return {"UNREACHABLE", Concat("no network path to ", dsn.host),
            only_ipv6 ? kIpv6Hint : "check this machine's network and the host of the database URL",
            only_ipv6 ? v1::RETRY_NEVER : v1::RETRY_BACKOFF};
  }
  return {"FAILED", Concat("no connection to ", dsn.Target()),
          "read the words of the server above; they are its own", v1::RETRY_BACKOFF};
}

v1::Diagnosis Build(Explanation explanation, std::string why) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(Concat("MIGRATE-CONNECT-", explanation.code));
  diagnosis.set_what(std::move(explanation.what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix(std::move(explanation.fix));
  diagnosis.set_retry(explanation.retry);
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  return diagnosis;
}

}  // namespace

v1::Diagnosis ExplainConnectFailure(const Dsn& dsn, bool only_ipv6, std::string_view libpq_text) {
  return Build(Explain(dsn, only_ipv6, libpq_text),
               OneLine(libpq_text.substr(0, libpq_text.find("\nLOCATION"))));
}

v1::Diagnosis ConnectTimeout(const Dsn& dsn, bool only_ipv6, std::string_view waited) {
  return Build({"TIMEOUT", Concat(dsn.host, " port ", dsn.port, " does not answer"),
                only_ipv6 ? std::string(kIpv6Hint)
                          : "check host and port of the database URL, firewalls, and the network "
                            "restrictions of the project",
                v1::RETRY_BACKOFF},
               Concat("no answer in ", waited));
}

}  // namespace release::postgres
