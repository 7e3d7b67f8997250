#include "tools/coordinator/lease/postgres_lease.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/lease/holder_file.h"
#include "tools/coordinator/lease/process_identity.h"
#include "tools/coordinator/lease/surface_holder.h"
#include "tools/coordinator/postgres/schema.h"

namespace release {
namespace {

using postgres_state::Row;
using postgres_state::Session;
using postgres_state::Transaction;
using postgres_state::Value;

std::vector<std::string> InOrder(std::vector<std::string> surfaces) {
  std::sort(surfaces.begin(), surfaces.end());
  surfaces.erase(std::unique(surfaces.begin(), surfaces.end()), surfaces.end());
  return surfaces;
}

bool IsLost(const absl::Status& status) { return DiagnosisOf(status).code() == "LEASE-LOST"; }

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresLease>> PostgresLease::Acquire(Options options,
                                                                      Clock& clock) {
  options.surfaces = InOrder(std::move(options.surfaces));
  const absl::Duration patience = std::min(Session::kPatience, options.term / 4);
  absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(options.address);
  if (!session.ok()) return session.status();
  if (absl::Status made = postgres_state::EnsureSchema(**session); !made.ok()) return made;
  (*session)->SetPatience(patience);
  std::unique_ptr<PostgresLease> lease(
      new PostgresLease(std::move(options), *std::move(session), clock));
  if (absl::Status taken = lease->Take(); !taken.ok()) return taken;
  lease->renewing_ = std::jthread(
      [&lease = *lease](std::stop_token stop) { lease.KeepRenewing(std::move(stop)); });
  return lease;
}

PostgresLease::PostgresLease(Options options, std::unique_ptr<Session> session, Clock& clock)
    : options_(std::move(options)), clock_(clock), session_(std::move(session)) {
  fence_.environment = options_.environment;
  fence_.term = options_.term;
}

absl::Status PostgresLease::Take() {
  renewed_ = clock_.Monotonic();
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*session_);
  if (!transaction.ok()) return transaction.status();
  absl::StatusOr<std::vector<SurfaceHolder>> holders =
      LockSurfaces(*session_, options_.environment, options_.surfaces);
  if (!holders.ok()) return holders.status();
  std::vector<SurfaceHolder> respected;
  for (SurfaceHolder& holder : *holders) {
    if (const std::optional<std::string> over = WhyOver(holder)) {
      taken_over_.push_back(
          Concat("`", holder.surface, "` was taken over from ", holder.by, ": ", *over));
    } else {
      respected.push_back(std::move(holder));
    }
  }
  if (!respected.empty()) return SurfacesHeld(options_.environment, respected);

  const std::optional<LivingProcess> self = ProcessNow(getpid());
  absl::StatusOr<std::vector<Row>> taken = session_->Query(
      "UPDATE release.leases SET token = token + 1, holder = $3, host = $4, boot_id = $5, "
      "pid = $6, process_start = $7, since = clock_timestamp(), release_id = NULL, doing = NULL, "
      "heartbeat = clock_timestamp(), "
      "expires = clock_timestamp() + make_interval(secs => $8::double precision) "
      "WHERE environment = $1 AND surface = ANY (string_to_array($2, ',')) "
      "RETURNING surface, token",
      {Value::Text(options_.environment), Value::Text(absl::StrJoin(options_.surfaces, ",")),
       Value::Text(options_.by), Value::Text(HostName()), Value::Text(PlaceOfProcesses()),
       Value::Number(static_cast<uint64_t>(getpid())),
       Value::Number(self.has_value() ? self->identity.start : 0),
       Value::Text(std::to_string(absl::ToDoubleSeconds(options_.term)))});
  if (!taken.ok()) return taken.status();
  absl::Status committed = transaction->Commit();
  if (!committed.ok()) return committed;
  for (const Row& row : *taken) fence_.tokens[row.Text(0)] = row.Number(1);
  return absl::OkStatus();
}

PostgresLease::~PostgresLease() {
  renewing_.request_stop();
  if (renewing_.joinable()) renewing_.join();
  std::lock_guard lock(mutex_);
  if (fence_.tokens.empty() || !session_->alive()) return;  // it runs out by itself
  for (const auto& [surface, token] : fence_.tokens) {
    session_
        ->Query(
            "UPDATE release.leases SET holder = NULL, host = NULL, boot_id = NULL, pid = NULL, "
            "process_start = NULL, since = NULL, release_id = NULL, doing = NULL, "
            "heartbeat = NULL, expires = NULL "
            "WHERE environment = $1 AND surface = $2 AND token = $3",
            {Value::Text(options_.environment), Value::Text(surface), Value::Number(token)})
        .status()
        .IgnoreError();
  }
}

absl::Status PostgresLease::Connected() {
  if (session_->alive()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<Session>> session =
      Session::Open(options_.address, std::min(Session::kPatience, options_.term / 4));
  if (!session.ok()) return session.status();
  session_ = *std::move(session);
  return absl::OkStatus();
}

absl::Status PostgresLease::Renew() {
  std::lock_guard lock(mutex_);
  if (absl::Status connected = Connected(); !connected.ok()) return connected;
  return PassFence(*session_, fence_);
}

absl::Status PostgresLease::Describe(const std::string& release_id, const std::string& doing) {
  std::lock_guard lock(mutex_);
  if (absl::Status connected = Connected(); !connected.ok()) return connected;
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*session_);
  if (!transaction.ok()) return transaction.status();
  if (absl::Status passed = PassFence(*session_, fence_); !passed.ok()) return passed;
  absl::StatusOr<std::vector<Row>> told = session_->Query(
      "UPDATE release.leases SET release_id = $3, doing = $4 "
      "WHERE environment = $1 AND surface = ANY (string_to_array($2, ','))",
      {Value::Text(options_.environment), Value::Text(absl::StrJoin(options_.surfaces, ",")),
       Value::Text(release_id), Value::Text(doing)});
  if (!told.ok()) return told.status();
  return transaction->Commit();
}

void PostgresLease::KeepRenewing(std::stop_token stop) {
  absl::Duration pause = options_.term / 4;
  while (clock_.SleepFor(pause, stop)) {
    const absl::Duration start = clock_.Monotonic();
    const absl::Status status = Renew();
    if (status.ok()) {
      renewed_ = start;
      pause = options_.term / 4;
      continue;
    }
    if (IsLost(status) || clock_.Monotonic() - renewed_ > options_.term) return Lose(status);
    pause = options_.term / 20;
  }
}

void PostgresLease::Lose(absl::Status why) {
  std::lock_guard lock(lost_mutex_);
  lost_ = std::move(why);
  if (on_lost_) std::exchange(on_lost_, nullptr)(lost_);
}

void PostgresLease::OnLost(std::function<void(const absl::Status& why)> lost) {
  std::lock_guard lock(lost_mutex_);
  on_lost_ = std::move(lost);
  if (!lost_.ok() && on_lost_) std::exchange(on_lost_, nullptr)(lost_);
}

}  // namespace release
