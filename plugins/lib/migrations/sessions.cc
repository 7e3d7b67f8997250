#include "plugins/lib/migrations/sessions.h"

#include <unistd.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "plugins/lib/migrations/problem.h"
#include "plugins/lib/postgres/dsn.h"
#include "plugins/lib/postgres/dsn_rules.h"
#include "plugins/lib/postgres/session_pooling.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

// A pool with one backend would let the second session wait forever.
constexpr absl::Duration kPoolingCheck = absl::Seconds(20);

std::string HostName() {
  std::array<char, 64> name = {};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

v1::LogLevel LevelOf(const postgres::ServerError& notice) {
  if (notice.severity == "WARNING") return v1::LOG_LEVEL_WARNING;
  return notice.severity == "DEBUG" ? v1::LOG_LEVEL_DEBUG : v1::LOG_LEVEL_INFO;
}

absl::StatusOr<std::unique_ptr<postgres::Connection>> Connect(Context& context,
                                                              const postgres::Dsn& dsn,
                                                              std::string application_name) {
  postgres::Connection::Options options;
  options.application_name = std::move(application_name);
  options.on_notice = [&context](const postgres::ServerError& notice) {
    context.Log(LevelOf(notice), Concat(notice.severity, ": ", notice.message));
  };
  return postgres::Connection::Open(dsn, std::move(options), LimitsOf(context));
}

}  // namespace

postgres::WaitLimits LimitsOf(Context& context) {
  postgres::WaitLimits limits;
  limits.stop = context.stop_token();
  limits.timeout = context.TimeLeft();
  limits.tick = [&context] { (void)context.cancelled(); };
  return limits;
}

absl::StatusOr<Sessions> OpenSessions(Context& context, const Settings& settings) {
  const absl::StatusOr<SecretView> secret = context.Secret(settings.dsn_secret);
  if (!secret.ok()) return secret.status();
  const absl::StatusOr<postgres::Dsn> dsn =
      postgres::ParseDsn(settings.dsn_secret, secret->Reveal());
  if (!dsn.ok()) return dsn.status();
  const absl::Status allowed =
      AllAtOnce(postgres::DsnProblems(*dsn, settings.dsn_secret, context.allow_local()));
  if (!allowed.ok()) return allowed;

  context.Progress(Concat("connecting to ", dsn->Target()));
  Sessions sessions;
  const std::pair<std::unique_ptr<postgres::Connection>*, std::string> wanted[] = {
      {&sessions.work, kWorkName},
      {&sessions.watch, Concat(kWorkName, "-lock of ", HostName(), " ", ::getpid())}};
  for (const auto& [session, name] : wanted) {
    absl::StatusOr<std::unique_ptr<postgres::Connection>> connected = Connect(context, *dsn, name);
    if (!connected.ok()) return connected.status();
    *session = *std::move(connected);
  }
  postgres::WaitLimits limits = LimitsOf(context);
  limits.timeout = std::min(limits.timeout, kPoolingCheck);
  const absl::Status own = postgres::RequireOwnBackend(*sessions.work, *sessions.watch, limits);
  if (!own.ok()) return own;
  return sessions;
}

}  // namespace release::migrate
