#include "plugins/lib/migrations/statement_failure.h"

#include <utility>

#include "plugins/lib/migrations/problem.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

constexpr char kLockTimeout[] = "55P03";
constexpr char kDeadlock[] = "40P01";
constexpr char kQueryCanceled[] = "57014";

std::string StateLeft(const Migration& migration) {
  return migration.outside ? "it runs outside of a transaction, so parts of it may be there; it is "
                             "not in the history"
                           : "nothing of this file was kept; the files before it stay applied";
}

// What helps against errors whose words do not tell it.
std::string FixOf(const postgres::ServerError& error) {
  if (error.sqlstate == "55P04") {
    return "a new enum value cannot be used in the transaction that adds it: put ALTER TYPE ... "
           "ADD "
           "VALUE into a migration file of its own";
  }
  if (error.sqlstate == "25001") return "put this statement alone into a migration file of its own";
  if (error.sqlstate == "42501") {
    return "log in as the role that owns the object (Supabase: postgres), or grant it the right";
  }
  if (error.sqlstate == "25006") return "the database is read only: use the primary's URL";
  if (!error.hint.empty()) return error.hint;
  return "correct the statement and run the same command again";
}

void Point(v1::Diagnosis& problem, const Migration& migration, const Statement* statement,
           const postgres::ServerError& error) {
  if (statement == nullptr) return;
  if (error.position > 0) {
    const size_t inside = postgres::ByteOffset(statement->text, error.position);
    SetPlace(problem, migration.text, statement->offset + inside, 1);
  } else {
    const size_t end = statement->offset + statement->text.size();
    SetPlace(problem, migration.text, statement->code_offset, end - statement->code_offset);
  }
}

v1::Diagnosis Describe(const Migration& migration, const Statement* statement,
                       const postgres::ServerError& error, std::string_view code, std::string what,
                       std::string why, std::string fix) {
  v1::Diagnosis problem =
      FileProblem(migration.path, code, std::move(what), std::move(why), std::move(fix));
  Point(problem, migration, statement, error);
  problem.add_evidence(error.Line());
  if (!error.detail.empty()) problem.add_evidence(Concat("detail: ", error.detail));
  if (!error.context.empty()) {
    problem.add_evidence(Concat("context: ", postgres::OneLine(error.context)));
  }
  return problem;
}

}  // namespace

bool IsLockConflict(const std::string& sqlstate) {
  return sqlstate == kLockTimeout || sqlstate == kDeadlock;
}

absl::Status StatementFailure(const Migration& migration, const Statement* statement,
                              const postgres::ServerError& error) {
  if (error.sqlstate == kQueryCanceled) {
    return DiagnosisStatus(
        absl::StatusCode::kAborted,
        Describe(migration, statement, error, "MIGRATE-STATEMENT-TIMEOUT",
                 Concat("a statement of migration ", migration.version, " ran too long"),
                 Concat(error.message, "; ", StateLeft(migration)),
                 "raise statement_timeout of the migrate step, or split the work"));
  }
  return DiagnosisStatus(
      absl::StatusCode::kAborted,
      Describe(migration, statement, error, "MIGRATE-STATEMENT-FAILED",
               Concat("migration ", migration.version, " failed: ", error.Line()),
               StateLeft(migration), FixOf(error)));
}

absl::Status LockFailure(const Migration& migration, const Statement* statement,
                         const postgres::ServerError& error, int attempts,
                         const std::string& blockers) {
  const bool deadlock = error.sqlstate == kDeadlock;
  v1::Diagnosis problem = Describe(
      migration, statement, error, deadlock ? "MIGRATE-DEADLOCK" : "MIGRATE-LOCK-TIMEOUT",
      Concat("migration ", migration.version,
             deadlock ? " met a deadlock" : " did not get its lock", " in ", attempts,
             attempts == 1 ? " attempt" : " attempts"),
      Concat(blockers.empty() ? "the session in the way was gone when it was looked for"
                              : Concat("in the way: ", blockers),
             "; ", StateLeft(migration)),
      "end the session in the way (select pg_terminate_backend(pid)) or release at a quieter time, "
      "then run the same command again");
  problem.set_retry(v1::RETRY_BACKOFF);
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(problem));
}

absl::Status LostFailure(const Migration& migration, const absl::Status& cause) {
  v1::Diagnosis problem = FileProblem(
      migration.path, "MIGRATE-CONNECTION-LOST",
      Concat("the connection to the database was lost during migration ", migration.version),
      DiagnosisOf(cause).why(),
      "when the database is up again, run the same command: the history tells what was committed");
  problem.set_retry(v1::RETRY_AFTER_OBSERVE);
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(problem));
}

}  // namespace release::migrate
