#include "tools/coordinator/journal/postgres_journal.h"

#include <sys/random.h>

#include <array>
#include <mutex>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/postgres_records.h"
#include "tools/coordinator/postgres/schema.h"
#include "tools/coordinator/postgres/session.h"

namespace release {
namespace {

using postgres_state::Row;
using postgres_state::Session;
using postgres_state::Transaction;

class PostgresJournal : public Journal {
 public:
  PostgresJournal(postgres_state::Address address, PostgresJournalOptions options,
                  std::unique_ptr<Session> session, bool absent)
      : address_(std::move(address)),
        options_(std::move(options)),
        session_(std::move(session)),
        absent_(absent) {}

  absl::StatusOr<uint64_t> Append(const v1::Event& event) override;
  absl::StatusOr<std::vector<v1::Event>> EventsOf(const std::string& release_id,
                                                  uint64_t from_sequence) override;
  absl::StatusOr<std::vector<ReleaseSummary>> Releases(const std::string& environment,
                                                       uint32_t limit) override;
  absl::StatusOr<uint64_t> AllocateGeneration(const std::string& environment,
                                              uint64_t at_least) override;
  absl::StatusOr<std::string> FingerprintKey() override;

 private:
  absl::Status Reconnect();

  // Runs `write` behind the fence, in a transaction of its own that is durable on return. After a
  // lost connection once more on a new one.
  template <typename Write>
  auto Durably(Write write) -> decltype(write());

  template <typename Write>
  auto Once(Write write) -> decltype(write());

  // Runs `read`, after a lost connection once more on a new one.
  template <typename Read>
  auto Reading(Read read) -> decltype(read());

  const postgres_state::Address address_;
  const PostgresJournalOptions options_;
  std::mutex mutex_;
  std::unique_ptr<Session> session_;
  const bool absent_;  // there is no schema, and this is for looking only
  absl::Status broken_;
};

// The only UNAVAILABLE of a session.
bool ConnectionIsLost(const absl::Status& status) { return absl::IsUnavailable(status); }

absl::Status PostgresJournal::Reconnect() {
  absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(address_);
  if (!session.ok()) return session.status();
  session_ = *std::move(session);
  return absl::OkStatus();
}

template <typename Write>
auto PostgresJournal::Once(Write write) -> decltype(write()) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*session_);
  if (!transaction.ok()) return transaction.status();
  if (options_.fence.has_value()) {
    absl::Status passed = PassFence(*session_, *options_.fence);
    if (!passed.ok()) return passed;
  }
  auto result = write();
  if (!result.ok()) return result;
  if (absl::Status committed = transaction->Commit(); !committed.ok()) return committed;
  return result;
}

template <typename Write>
auto PostgresJournal::Durably(Write write) -> decltype(write()) {
  std::lock_guard lock(mutex_);
  if (options_.look_only) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "JOURNAL-LOOK-ONLY",
                     .what = "the journal was opened to look at it",
                     .why = "and something was about to be written",
                     .fix = "this is a defect of the coordinator; please report it"});
  }
  if (!broken_.ok()) return broken_;
  auto result = Once(write);
  if (ConnectionIsLost(result.status())) {
    if (absl::Status again = Reconnect(); !again.ok()) {
      broken_ = again;
      return broken_;
    }
    result = Once(write);
  }
  if (ConnectionIsLost(result.status()) || DiagnosisOf(result.status()).code() == "LEASE-LOST") {
    broken_ = result.status();
  }
  return result;
}

template <typename Read>
auto PostgresJournal::Reading(Read read) -> decltype(read()) {
  auto result = read();
  if (!ConnectionIsLost(result.status())) return result;
  if (absl::Status again = Reconnect(); !again.ok()) return again;
  return read();
}

absl::StatusOr<uint64_t> PostgresJournal::Append(const v1::Event& event) {
  std::optional<PlacedRecord> placed;
  absl::StatusOr<PlacedRecord> result = Durably([&]() -> absl::StatusOr<PlacedRecord> {
    absl::StatusOr<PlacedRecord> now = PlaceRecord(*session_, event, placed);
    if (now.ok()) placed = *now;
    return now;
  });
  if (!result.ok()) return result.status();
  return result->sequence;
}

absl::StatusOr<uint64_t> PostgresJournal::AllocateGeneration(const std::string& environment,
                                                             uint64_t at_least) {
  return Durably([&] { return NextGeneration(*session_, environment, at_least); });
}

absl::StatusOr<std::vector<v1::Event>> PostgresJournal::EventsOf(const std::string& release_id,
                                                                 uint64_t from_sequence) {
  std::lock_guard lock(mutex_);
  if (absent_) return std::vector<v1::Event>();
  return Reading([&] { return ReadEvents(*session_, release_id, from_sequence); });
}

absl::StatusOr<std::vector<ReleaseSummary>> PostgresJournal::Releases(
    const std::string& environment, uint32_t limit) {
  std::lock_guard lock(mutex_);
  if (absent_) return std::vector<ReleaseSummary>();
  return Reading([&] { return ListReleases(*session_, environment, limit); });
}

absl::StatusOr<std::string> PostgresJournal::FingerprintKey() {
  std::lock_guard lock(mutex_);
  if (absent_) {
    std::array<char, 32> key;
    if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
      return absl::InternalError("the system gives no random bytes");
    }
    return std::string(key.data(), key.size());
  }
  absl::StatusOr<std::vector<Row>> rows = Reading(
      [&] { return session_->Query("SELECT key FROM release.keys WHERE name = 'fingerprint'"); });
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return RecordsDamaged(*session_, "its fingerprint key is missing");
  return rows->front().Bytes(0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Journal>> OpenPostgresJournal(postgres_state::Address address,
                                                             PostgresJournalOptions options) {
  absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(address);
  if (!session.ok()) return session.status();
  bool absent = false;
  if (options.look_only) {
    absl::StatusOr<uint64_t> version = postgres_state::SchemaVersion(**session);
    if (!version.ok()) return version.status();
    absent = *version == 0;
  } else if (absl::Status made = postgres_state::EnsureSchema(**session); !made.ok()) {
    return made;
  }
  if (!absent) {
    if (absl::Status checked = CheckRecords(**session); !checked.ok()) return checked;
  }
  return std::make_unique<PostgresJournal>(std::move(address), std::move(options),
                                           *std::move(session), absent);
}

}  // namespace release
