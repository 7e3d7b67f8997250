#include "plugins/lib/postgres/dsn_rules.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

constexpr int kTransactionPoolerPort = 6543;

constexpr char kSessionPooler[] =
    "use the session pooler: in the project's dashboard choose Connect, Session pooler, and copy "
    "the URL of aws-N-REGION.pooler.supabase.com, port 5432, user postgres.PROJECT-REFERENCE";

bool IsDirectHost(const std::string& host) {
  const std::string lower = absl::AsciiStrToLower(host);
  return lower.starts_with("db.") &&
         (lower.ends_with(".supabase.co") || lower.ends_with(".supabase.com"));
}

bool IsPoolerHost(const std::string& host) {
  return absl::EndsWithIgnoreCase(host, ".pooler.supabase.com");
}

bool NamesProject(std::string_view user) {
  const size_t dot = user.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < user.size();
}

v1::Diagnosis Problem(std::string_view code, std::string what, std::string why, std::string fix) {
  v1::Diagnosis problem;
  problem.set_code(Concat("MIGRATE-DSN-", code));
  problem.set_what(std::move(what));
  problem.set_why(std::move(why));
  problem.set_fix(std::move(fix));
  problem.set_severity(v1::SEVERITY_ERROR);
  problem.set_retry(v1::RETRY_NEVER);
  return problem;
}

}  // namespace

std::vector<v1::Diagnosis> DsnProblems(const Dsn& dsn, std::string_view name, bool allow_local) {
  std::vector<v1::Diagnosis> problems;
  if (dsn.local()) {
    if (!allow_local) {
      problems.push_back(
          Problem("LOCAL", Concat(name, " points to this machine (", dsn.host, ")"),
                  "this environment does not allow loopback addresses or unix sockets",
                  Concat("store the URL of the environment's real database in ", name,
                         ", or set allow_local = true for an environment that is a rehearsal")));
    }
    return problems;
  }
  if (IsDirectHost(dsn.host)) {
    problems.push_back(
        Problem("DIRECT-HOST", Concat(name, " names the direct host ", dsn.host),
                "the direct host has an IPv6 address only, and most runners and many networks "
                "speak IPv4: the connection would time out",
                kSessionPooler));
  }
  if (dsn.port == kTransactionPoolerPort) {
    problems.push_back(
        Problem("TRANSACTION-POOLER", Concat(name, " names port 6543, the transaction pooler"),
                "each transaction may run on another backend there: locks and settings of a "
                "session leak to other clients or are lost",
                kSessionPooler));
  }
  if (IsPoolerHost(dsn.host) && !NamesProject(dsn.user)) {
    problems.push_back(Problem(
        "POOLER-USER",
        Concat(name, " logs in to the pooler as `", dsn.user, "`, without a project reference"),
        "the pooler serves many projects and finds yours by the user name",
        Concat("write the user as ", dsn.user,
               ".PROJECT-REFERENCE, the 20 letters "
               "of the project's dashboard URL")));
  }
  if (dsn.password.empty()) {
    problems.push_back(Problem("NO-PASSWORD", Concat(name, " has no password"),
                               "a remote database asks for one",
                               "store the URL with its password"));
  }
  const std::string mode = dsn.sslmode();
  if (mode.empty()) {
    problems.push_back(
        Problem("NO-SSLMODE", Concat(name, " has no sslmode"),
                "without it a server without TLS is silently spoken to in plain text",
                "append ?sslmode=require (or verify-full with sslrootcert)"));
  } else if (mode == "disable" || mode == "allow" || mode == "prefer") {
    problems.push_back(Problem("WEAK-SSLMODE", Concat(name, " says sslmode=", mode),
                               "it permits plain text over a network",
                               "write sslmode=require (or verify-full with sslrootcert)"));
  }
  return problems;
}

}  // namespace release::postgres
