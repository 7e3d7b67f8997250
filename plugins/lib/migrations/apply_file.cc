#include "plugins/lib/migrations/apply_file.h"

#include <algorithm>
#include <optional>
#include <random>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugins/lib/migrations/history.h"
#include "plugins/lib/migrations/invalid_index.h"
#include "plugins/lib/migrations/runner_lock.h"
#include "plugins/lib/migrations/statement_failure.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

constexpr absl::Duration kFirstRetry = absl::Milliseconds(500);
constexpr absl::Duration kLongestRetry = absl::Seconds(10);
constexpr int kConnectionCheckVersion = 140000;  // PostgreSQL 14

// One file, all its attempts.
class Run {
 public:
  Run(Context& context, Sessions& sessions, const Settings& settings, const Migration& migration)
      : context_(context), sessions_(sessions), settings_(settings), migration_(migration) {}

  absl::Status Apply();

 private:
  absl::Status Attempt();
  absl::Status InTransaction();
  absl::Status Outside();
  absl::Status ResetSession();
  absl::Status RunStatements();
  absl::Status RunStatement(const Statement& statement);
  absl::Status DropLeftIndex();
  postgres::WaitLimits LimitsWithWatch();
  void Tell(const std::string& blockers);
  bool IsConcurrent() const;

  Context& context_;
  Sessions& sessions_;
  const Settings& settings_;
  const Migration& migration_;
  const Statement* current_ = nullptr;  // the statement that runs or failed
  absl::Duration started_;              // of that statement
  std::string blockers_;                // seen last while a statement waited
  std::string told_;                    // last progress
  int attempt_ = 0;                     // counts from 1
};

// Full jitter: two runners that met once do not meet again in step.
absl::Duration RetryPause(int attempt) {
  static std::mt19937_64 random{std::random_device{}()};
  const absl::Duration limit =
      std::min(kLongestRetry, kFirstRetry * static_cast<double>(1 << std::min(attempt, 10)));
  return limit * std::uniform_real_distribution<double>(0.1, 1.0)(random);
}

absl::Status Run::Apply() {
  for (attempt_ = 1;; ++attempt_) {
    const absl::Status done = Attempt();
    if (done.ok()) return done;
    // A session that is gone has rolled back by itself.
    const postgres::ServerError error = sessions_.work->last_error();
    if (sessions_.work->in_transaction()) {
      if (absl::Status ended = sessions_.work->Script("rollback", LimitsOf(context_));
          !ended.ok()) {
        return LostFailure(migration_, ended);
      }
    }
    if (absl::IsUnavailable(done)) return LostFailure(migration_, done);
    if (DiagnosisOf(done).code() != "POSTGRES-STATEMENT") return done;
    if (!IsLockConflict(error.sqlstate)) return StatementFailure(migration_, current_, error);
    if (attempt_ >= settings_.lock_attempts) {
      return LockFailure(migration_, current_, error, attempt_, blockers_);
    }
    const std::string in_the_way = blockers_.empty() ? "" : Concat("; in the way: ", blockers_);
    context_.Log(v1::LOG_LEVEL_WARNING,
                 Concat(migration_.file_name, ": ", error.Line(), ", attempt ", attempt_, " of ",
                        settings_.lock_attempts, in_the_way));
    context_.Progress(Concat("waiting to try ", migration_.file_name, " again", in_the_way));
    if (absl::Status waited = context_.Wait(RetryPause(attempt_)); !waited.ok()) return waited;
  }
}

absl::Status Run::Attempt() {
  current_ = nullptr;
  if (absl::Status held = RequireRunnerLock(context_, *sessions_.watch); !held.ok()) return held;
  if (absl::Status reset = ResetSession(); !reset.ok()) return reset;
  return migration_.outside ? Outside() : InTransaction();
}

bool Run::IsConcurrent() const {
  return std::any_of(
      migration_.statements.begin(), migration_.statements.end(), [](const Statement& statement) {
        return absl::StrContains(absl::AsciiStrToLower(statement.text), "concurrently");
      });
}

// What the file before may have set for the session is undone, as the CLI does. The connection
// check lets the server notice that this process was killed while a statement runs, and end it.
absl::Status Run::ResetSession() {
  const absl::Duration lock_timeout =
      migration_.outside && IsConcurrent() ? settings_.concurrent_wait : settings_.lock_timeout;
  std::string script =
      Concat("reset session authorization; reset role; reset all; set lock_timeout = ",
             absl::ToInt64Milliseconds(lock_timeout),
             "; set statement_timeout = ", absl::ToInt64Milliseconds(settings_.statement_timeout));
  if (sessions_.work->server_version() >= kConnectionCheckVersion) {
    script += "; set client_connection_check_interval = '500ms'";
  }
  return sessions_.work->Script(script, LimitsOf(context_));
}

postgres::WaitLimits Run::LimitsWithWatch() {
  postgres::WaitLimits limits = LimitsOf(context_);
  limits.tick_every = std::min(absl::Seconds(1), settings_.lock_timeout / 3);
  limits.tick = [this] {
    (void)context_.cancelled();
    postgres::WaitLimits short_look;
    short_look.stop = context_.stop_token();
    short_look.timeout = absl::Seconds(5);
    Tell(BlockersOf(*sessions_.watch, sessions_.work->backend_pid(), short_look));
  };
  return limits;
}

// Says whom the statement waits for, or that it still runs; each text once.
void Run::Tell(const std::string& blockers) {
  if (!blockers.empty()) blockers_ = blockers;
  std::string text;
  if (!blockers.empty()) {
    text = Concat(migration_.file_name, " waits for ", blockers);
  } else {
    const absl::Duration running = SystemClock().Monotonic() - started_;
    if (running < absl::Seconds(2)) return;
    const size_t line = current_ == nullptr
                            ? 0
                            : migrations::PositionOf(migration_.text, current_->code_offset).line;
    text = Concat("applying ", migration_.file_name, line == 0 ? "" : Concat(", line ", line),
                  ", for ", absl::ToInt64Seconds(running), "s");
  }
  if (text != told_) context_.Progress(text);
  told_ = std::move(text);
}

absl::Status Run::RunStatement(const Statement& statement) {
  current_ = &statement;
  started_ = SystemClock().Monotonic();
  return sessions_.work->Execute(statement.text, LimitsWithWatch()).status();
}

absl::Status Run::RunStatements() {
  for (const Statement& statement : migration_.statements) {
    if (statement.only_comment) continue;
    if (absl::Status ran = RunStatement(statement); !ran.ok()) return ran;
    if (!sessions_.work->in_transaction()) {
      return absl::InternalError(Concat(migration_.path, " ended its transaction by itself"));
    }
  }
  return absl::OkStatus();
}

absl::Status Run::InTransaction() {
  postgres::Connection& work = *sessions_.work;
  if (absl::Status begun = work.Script("begin", LimitsOf(context_)); !begun.ok()) return begun;
  if (absl::Status ran = RunStatements(); !ran.ok()) return ran;
  current_ = nullptr;
  // The file may have become a role that must not write the history.
  if (absl::Status reset =
          work.Script("reset session authorization; reset role", LimitsOf(context_));
      !reset.ok()) {
    return reset;
  }
  if (absl::Status recorded = RecordInHistory(work, migration_, LimitsOf(context_));
      !recorded.ok()) {
    return recorded;
  }
  // A run without its lock must not commit: another one may be at work by now.
  if (absl::Status held = RequireRunnerLock(context_, *sessions_.watch); !held.ok()) return held;
  absl::StatusOr<std::string> committed = work.Execute("commit", LimitsWithWatch());
  if (!committed.ok()) return committed.status();
  if (*committed == "COMMIT") return absl::OkStatus();
  return absl::InternalError(Concat("the server answered COMMIT with ", *committed));
}

absl::Status Run::DropLeftIndex() {
  absl::StatusOr<std::optional<std::string>> left =
      LeftIndex(*sessions_.work, migration_, LimitsOf(context_));
  if (!left.ok()) return left.status();
  if (!left->has_value()) return absl::OkStatus();
  const absl::Status dropped =
      sessions_.work
          ->Execute(Concat("drop index concurrently if exists ", **left), LimitsWithWatch())
          .status();
  if (!dropped.ok()) return dropped;
  context_.Info(Concat("dropped the invalid index ", **left));
  // Later attempts clean up after earlier ones of this run, which is no change of the plan.
  if (attempt_ == 1) context_.Change(DropOfIndex(**left));
  return absl::OkStatus();
}

absl::Status Run::Outside() {
  if (absl::Status dropped = DropLeftIndex(); !dropped.ok()) return dropped;
  for (const Statement& statement : migration_.statements) {
    if (statement.only_comment) continue;
    if (absl::Status ran = RunStatement(statement); !ran.ok()) return ran;
  }
  current_ = nullptr;
  return RecordInHistory(*sessions_.work, migration_, LimitsOf(context_));
}

}  // namespace

absl::Status ApplyFile(Context& context, Sessions& sessions, const Settings& settings,
                       const Migration& migration) {
  return Run(context, sessions, settings, migration).Apply();
}

}  // namespace release::migrate
