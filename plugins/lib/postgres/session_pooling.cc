#include "plugins/lib/postgres/session_pooling.h"

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

struct Observed {
  Connection& session;
  std::set<std::string> pids;

  absl::Status Begin(const WaitLimits& limits) {
    if (absl::Status begun = session.Script("begin", limits); !begun.ok()) return begun;
    absl::StatusOr<Rows> pid = session.Query("select pg_backend_pid()", {}, limits);
    if (!pid.ok()) return pid.status();
    pids.insert(pid->rows.at(0).at(0).value_or(""));
    return absl::OkStatus();
  }
  absl::Status End(const WaitLimits& limits) { return session.Script("commit", limits); }
};

absl::Status Overlap(Observed& first, Observed& second, bool first_ends_first,
                     const WaitLimits& limits) {
  Observed& early = first_ends_first ? first : second;
  Observed& late = first_ends_first ? second : first;
  if (absl::Status begun = first.Begin(limits); !begun.ok()) return begun;
  if (absl::Status begun = second.Begin(limits); !begun.ok()) return begun;
  if (absl::Status ended = early.End(limits); !ended.ok()) return ended;
  return late.End(limits);
}

}  // namespace

absl::Status RequireOwnBackend(Connection& one, Connection& other, const WaitLimits& limits) {
  Observed first{one, {}};
  Observed second{other, {}};
  for (const bool first_ends_first : {true, false, true}) {
    if (absl::Status done = Overlap(first, second, first_ends_first, limits); !done.ok())
      return done;
  }
  if (first.pids.size() == 1 && second.pids.size() == 1) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "MIGRATE-POOLER-TRANSACTION",
                   .what = "the database is reached through a transaction pooler",
                   .why = Concat("one session was served by ", first.pids.size(),
                                 " backends: locks and settings "
                                 "of a session do not last there"),
                   .fix = "use the session pooler (port 5432) or a direct connection"});
}

}  // namespace release::postgres
