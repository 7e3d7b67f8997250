#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "tools/coordinator/journal/chain.h"
#include "tools/coordinator/journal/chain_rules.h"
#include "tools/coordinator/journal/database.h"
#include "tools/coordinator/journal/format.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_problem.h"
#include "tools/coordinator/journal/open_check.h"
#include "tools/coordinator/journal/release_list.h"
#include "tools/coordinator/journal/reserve.h"

namespace release {
namespace {

// How long one process waits for another. A write takes milliseconds, the check at opening tens.
constexpr absl::Duration kPatience = absl::Seconds(10);

class SqliteJournal : public Journal {
 public:
  SqliteJournal(Database opened, const std::string& path)
      : database_(std::move(opened)), reserve_(path) {}

  absl::StatusOr<uint64_t> Append(const v1::Event& event) override;
  absl::StatusOr<std::vector<v1::Event>> EventsOf(const std::string& release_id,
                                                  uint64_t from_sequence) override;
  absl::StatusOr<std::vector<ReleaseSummary>> Releases(const std::string& environment,
                                                       uint32_t limit) override;
  absl::StatusOr<uint64_t> AllocateGeneration(const std::string& environment,
                                              uint64_t at_least) override;
  absl::StatusOr<std::string> FingerprintKey() override;

 private:
  // Runs `write` in a transaction of its own and makes it durable.
  template <typename Write>
  absl::StatusOr<uint64_t> Durably(Write write);

  // The same; once the disk is full, a closing event uses the reserve and others are refused.
  template <typename Write>
  absl::StatusOr<uint64_t> WithReserve(bool closing, Write write);

  std::mutex mutex_;
  Database database_;
  Reserve reserve_;
  absl::Status broken_;  // the disk has failed once
};

template <typename Write>
absl::StatusOr<uint64_t> SqliteJournal::Durably(Write write) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(database_, Transaction::kWrite);
  if (!transaction.ok()) return transaction.status();
  absl::StatusOr<uint64_t> result = write();
  if (!result.ok()) return result;
  if (absl::Status committed = transaction->Commit(); !committed.ok()) return committed;
  return result;
}

template <typename Write>
absl::StatusOr<uint64_t> SqliteJournal::WithReserve(bool closing, Write write) {
  std::lock_guard lock(mutex_);
  if (!broken_.ok()) return broken_;
  if (!closing && !reserve_.Hold()) return JournalDiskFull(database_.path());
  absl::StatusOr<uint64_t> result = Durably(write);
  if (closing && JournalCode(result.status()) == "JOURNAL-DISK-FULL" && reserve_.GiveUp()) {
    result = Durably(write);
  }
  if (JournalCode(result.status()) == "JOURNAL-WRITE") {
    // After a failed sync the kernel drops the pages and calls the next sync a success.
    broken_ = result.status();
    database_.SetCheckpointOnClose(false);
  }
  return result;
}

absl::StatusOr<uint64_t> SqliteJournal::Append(const v1::Event& event) {
  return WithReserve(IsClosing(event), [&] { return AppendRecord(database_, event); });
}

absl::StatusOr<uint64_t> SqliteJournal::AllocateGeneration(const std::string& environment,
                                                           uint64_t at_least) {
  return WithReserve(false, [&]() -> absl::StatusOr<uint64_t> {
    Statement next(database_,
                   "INSERT INTO generations VALUES (?1, max(1, ?2)) ON CONFLICT (environment) "
                   "DO UPDATE SET newest = max(newest + 1, ?2) RETURNING newest");
    next.BindText(environment).Bind(at_least);
    if (absl::StatusOr<bool> row = next.Step(); !row.ok()) return row.status();
    const uint64_t generation = next.Number(0);
    if (absl::Status finished = next.Finish(); !finished.ok()) return finished;
    return generation;
  });
}

absl::StatusOr<std::vector<v1::Event>> SqliteJournal::EventsOf(const std::string& release_id,
                                                               uint64_t from_sequence) {
  std::lock_guard lock(mutex_);
  return ReadEvents(database_, release_id, from_sequence);
}

absl::StatusOr<std::vector<ReleaseSummary>> SqliteJournal::Releases(const std::string& environment,
                                                                    uint32_t limit) {
  std::lock_guard lock(mutex_);
  return ListReleases(database_, environment, limit);
}

absl::StatusOr<std::string> SqliteJournal::FingerprintKey() {
  std::lock_guard lock(mutex_);
  Statement select(database_, "SELECT key FROM keys WHERE name = 'fingerprint'");
  absl::StatusOr<bool> row = select.Step();
  if (!row.ok()) return row.status();
  if (!*row) return JournalDamaged(database_.path(), "its fingerprint key is missing");
  return std::string(select.Bytes(0));
}

}  // namespace

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
  return std::make_unique<SqliteJournal>(*std::move(database), path);
}

}  // namespace release
