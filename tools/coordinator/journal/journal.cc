#include "tools/coordinator/journal/journal.h"

#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/chain.h"
#include "tools/coordinator/journal/database.h"
#include "tools/coordinator/journal/format.h"
#include "tools/coordinator/journal/journal_problem.h"
#include "tools/coordinator/journal/open_check.h"
#include "tools/coordinator/journal/release_list.h"
#include "tools/coordinator/journal/reserve.h"

namespace release {
namespace {

// How long one process waits for another. A write takes milliseconds, the check at opening tens.
constexpr absl::Duration kPatience = absl::Seconds(10);

// Tells what was done; without it the next run has to ask the world.
bool IsClosing(const v1::Event& event) {
  return event.has_change_applied() || event.has_step_finished() || event.has_release_finished();
}

}  // namespace

struct Journal::State {
  State(Database opened, std::string path)
      : database(std::move(opened)), reserve(std::move(path)) {}

  // Runs `write` in a transaction of its own and makes it durable.
  template <typename Write>
  absl::StatusOr<uint64_t> Durably(Write write);

  // The same; once the disk is full, a closing event uses the reserve and others are refused.
  template <typename Write>
  absl::StatusOr<uint64_t> WithReserve(bool closing, Write write);

  std::mutex mutex;
  Database database;
  Reserve reserve;
  absl::Status broken;  // the disk has failed once
};

template <typename Write>
absl::StatusOr<uint64_t> Journal::State::Durably(Write write) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(database, Transaction::kWrite);
  if (!transaction.ok()) return transaction.status();
  absl::StatusOr<uint64_t> result = write();
  if (!result.ok()) return result;
  if (absl::Status committed = transaction->Commit(); !committed.ok()) return committed;
  return result;
}

template <typename Write>
absl::StatusOr<uint64_t> Journal::State::WithReserve(bool closing, Write write) {
  std::lock_guard lock(mutex);
  if (!broken.ok()) return broken;
  if (!closing && !reserve.Hold()) return JournalDiskFull(database.path());
  absl::StatusOr<uint64_t> result = Durably(write);
  if (closing && JournalCode(result.status()) == "JOURNAL-DISK-FULL" && reserve.GiveUp()) {
    result = Durably(write);
  }
  if (JournalCode(result.status()) == "JOURNAL-WRITE") {
    // After a failed sync the kernel drops the pages and calls the next sync a success.
    broken = result.status();
    database.SetCheckpointOnClose(false);
  }
  return result;
}

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(const std::string& path) {
  absl::StatusOr<bool> exists = JournalFileExists(path);
  if (!exists.ok()) return exists.status();
  if (!*exists) {
    if (absl::Status created = CreateJournalFile(path); !created.ok()) return created;
  }
  absl::StatusOr<Database> database = Database::Open(path, kPatience);
  if (!database.ok()) return database.status();
  database->SetCheckpointOnClose(false);
  if (absl::Status checked = CheckJournal(*database); !checked.ok()) return checked;
  database->SetCheckpointOnClose(true);
  if (absl::Status configured = ConfigureConnection(*database); !configured.ok()) {
    return configured;
  }
  return std::unique_ptr<Journal>(new Journal(std::make_unique<State>(*std::move(database), path)));
}

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

absl::StatusOr<uint64_t> Journal::Append(const v1::Event& event) {
  return state_->WithReserve(IsClosing(event),
                             [&] { return AppendRecord(state_->database, event); });
}

absl::StatusOr<uint64_t> Journal::AllocateGeneration(const std::string& environment) {
  return state_->WithReserve(false, [&]() -> absl::StatusOr<uint64_t> {
    Statement next(state_->database,
                   "INSERT INTO generations VALUES (?, 1) ON CONFLICT (environment) "
                   "DO UPDATE SET newest = newest + 1 RETURNING newest");
    next.BindText(environment);
    if (absl::StatusOr<bool> row = next.Step(); !row.ok()) return row.status();
    const uint64_t generation = next.Number(0);
    if (absl::Status finished = next.Finish(); !finished.ok()) return finished;
    return generation;
  });
}

absl::StatusOr<std::vector<v1::Event>> Journal::EventsOf(const std::string& release_id,
                                                         uint64_t from_sequence) {
  std::lock_guard lock(state_->mutex);
  return ReadEvents(state_->database, release_id, from_sequence);
}

absl::StatusOr<std::vector<ReleaseSummary>> Journal::Releases(const std::string& environment,
                                                              uint32_t limit) {
  std::lock_guard lock(state_->mutex);
  return ListReleases(state_->database, environment, limit);
}

absl::StatusOr<std::optional<ReleaseId>> Journal::Unfinished(const std::string& environment) {
  std::lock_guard lock(state_->mutex);
  return FindUnfinished(state_->database, environment);
}

absl::StatusOr<std::string> Journal::FingerprintKey() {
  std::lock_guard lock(state_->mutex);
  Statement select(state_->database, "SELECT key FROM keys WHERE name = 'fingerprint'");
  absl::StatusOr<bool> row = select.Step();
  if (!row.ok()) return row.status();
  if (!*row) return JournalDamaged(state_->database.path(), "its fingerprint key is missing");
  return std::string(select.Bytes(0));
}

}  // namespace release
