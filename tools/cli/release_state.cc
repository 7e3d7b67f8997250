#include "tools/cli/release_state.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/cli/state_directory.h"
#include "tools/coordinator/journal/postgres_journal.h"
#include "tools/coordinator/postgres/address.h"

namespace release {

absl::StatusOr<std::unique_ptr<ReleaseState>> ReleaseState::Open(const Request& request,
                                                                 const SecretStore& secrets) {
  absl::StatusOr<std::string> directory =
      StateDirectory(request.place.directory, request.workspace, request.environment);
  if (!directory.ok()) return directory.status();
  std::unique_ptr<ReleaseState> state(new ReleaseState);
  state->directory_ = *std::move(directory);
  absl::Status opened = request.place.in_database() ? state->OpenDatabase(request, secrets)
                                                    : state->OpenDirectory(request);
  if (!opened.ok()) return opened;
  return state;
}

absl::Status ReleaseState::OpenDirectory(const Request& request) {
  if (!request.look_only) {
    absl::StatusOr<Lease> lease = Lease::Acquire(directory_, request.by);
    if (!lease.ok()) return lease.status();
    lease_.emplace(*std::move(lease));
  }
  absl::StatusOr<std::unique_ptr<Journal>> journal =
      Journal::Open(absl::StrCat(directory_, "/journal.db"));
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  return absl::OkStatus();
}

absl::Status ReleaseState::OpenDatabase(const Request& request, const SecretStore& secrets) {
  const std::string& name = request.place.secret;
  v1::SecretNeed need;
  need.set_name(name);
  absl::StatusOr<std::map<std::string, Secret>> values = secrets.Resolve({need});
  if (!values.ok()) return values.status();
  absl::StatusOr<postgres_state::Address> address =
      postgres_state::ParseAddress(name, values->at(name));
  if (!address.ok()) return address.status();
  PostgresJournalOptions options{.look_only = request.look_only};
  if (!request.look_only) {
    absl::StatusOr<std::unique_ptr<PostgresLease>> lease =
        PostgresLease::Acquire({.address = address->Copy(),
                                .environment = request.environment,
                                .surfaces = request.surfaces,
                                .by = request.by});
    if (!lease.ok()) return lease.status();
    shared_lease_ = *std::move(lease);
    options.fence = shared_lease_->fence();
  }
  absl::StatusOr<std::unique_ptr<Journal>> journal =
      OpenPostgresJournal(*std::move(address), std::move(options));
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  return absl::OkStatus();
}

void ReleaseState::Describe(const std::string& release_id, const std::string& doing) {
  if (lease_.has_value()) lease_->Describe(release_id, doing).IgnoreError();
  if (shared_lease_ != nullptr) shared_lease_->Describe(release_id, doing).IgnoreError();
}

void ReleaseState::OnLost(std::function<void(const absl::Status& why)> lost) {
  if (shared_lease_ != nullptr) shared_lease_->OnLost(std::move(lost));
}

std::vector<std::string> ReleaseState::TakenOver() const {
  return shared_lease_ == nullptr ? std::vector<std::string>() : shared_lease_->taken_over();
}

}  // namespace release
