#include "tools/localcloud/cloud_database.h"

#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/pooler/pooler_role.h"

namespace release {
namespace {

using cloud::Condition;
using cloud::PartStatus;
using cloud::Pooler;
using cloud::PoolMode;

constexpr int kPortAttempts = 5;
// Of sun_path, with its NUL, without "/.s.PGSQL.12345.lock".
constexpr size_t kLongestSocketDirectory = 107 - 20;

std::string NameOf(PoolMode mode) { return Concat(cloud::PoolModeName(mode), " pooler"); }

std::string LogOf(PoolMode mode) {
  return Concat("logs/pooler-", cloud::PoolModeName(mode), ".log");
}

}  // namespace

CloudDatabase::CloudDatabase(std::string postgres_programs, std::string project_ref,
                             CloudDirectory& directory, StopSignals& signals, Clock& clock)
    : postgres_programs_(std::move(postgres_programs)),
      project_ref_(std::move(project_ref)),
      directory_(directory),
      signals_(signals),
      clock_(clock),
      doors_{{PoolMode::kSession, &CloudEndpoints::session_pooler},
             {PoolMode::kTransaction, &CloudEndpoints::transaction_pooler}} {}

absl::Status CloudDatabase::Start(CloudEndpoints& endpoints) {
  const absl::Duration start = clock_.Monotonic();
  if (absl::Status started = StartPostgres(endpoints); !started.ok()) return started;
  if (absl::Status made = EnsureDatabase(endpoints.postgres, password_); !made.ok()) return made;
  const absl::StatusOr<Secret> role = cloud::EnsurePoolerRole(endpoints.postgres, password_);
  if (!role.ok()) return role.status();
  for (Door& door : doors_) {
    if (absl::Status opened = StartPooler(door, *role, endpoints); !opened.ok()) return opened;
  }
  endpoints_ = endpoints;
  took_ = clock_.Monotonic() - start;
  return absl::OkStatus();
}

absl::Status CloudDatabase::StartPostgres(CloudEndpoints& endpoints) {
  absl::StatusOr<PostgresPrograms> programs = FindPostgres(postgres_programs_);
  if (!programs.ok()) return programs.status();
  programs_ = *std::move(programs);
  absl::StatusOr<Secret> password = directory_.Password();
  if (!password.ok()) return password.status();
  password_ = *std::move(password);
  absl::StatusOr<std::string> data = EnsureCluster(programs_, directory_, signals_);
  if (!data.ok()) return data.status();
  if (absl::Status ended = EndPredecessor(*data, signals_); !ended.ok()) return ended;

  PostgresServer::Settings server{.programs = programs_,
                                  .data = *std::move(data),
                                  .endpoint = {},
                                  .socket_directory = directory_.path(),
                                  .log = directory_.File("logs/postgres.log")};
  if (server.socket_directory.size() > kLongestSocketDirectory) server.socket_directory.clear();
  absl::Status status;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    endpoints = ChooseEndpoints(directory_.path());
    server.endpoint = endpoints.postgres;
    absl::StatusOr<PostgresServer> started = PostgresServer::Start(server, signals_);
    status = started.status();
    if (started.ok()) postgres_.emplace(*std::move(started));
    if (!absl::IsAlreadyExists(status)) break;
  }
  return status;
}

absl::Status CloudDatabase::StartPooler(Door& door, const Secret& role_password,
                                        CloudEndpoints& endpoints) {
  Pooler::Settings settings;
  settings.config.mode = door.mode;
  settings.config.postgres = endpoints.postgres;
  settings.config.project_ref = project_ref_;
  settings.directory = directory_.path();
  settings.log = directory_.File(LogOf(door.mode));
  settings.identity = programs_.identity;
  absl::Status status;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    settings.config.endpoint = endpoints.*door.endpoint;
    absl::StatusOr<Pooler> started = Pooler::Start(settings, role_password, signals_);
    status = started.status();
    if (started.ok()) door.pooler.emplace(*std::move(started));
    if (!absl::IsAlreadyExists(status)) break;
    (endpoints.*door.endpoint).port = FreePort(settings.config.endpoint.host);
  }
  return status;
}

absl::Status CloudDatabase::Apply(const Prelude& prelude) const {
  return ApplyPrelude(endpoints_.postgres, password_, prelude);
}

Secret CloudDatabase::Url() const {
  return Secret::Of(
      DatabaseUrl(Concat("postgres.", project_ref_), endpoints_.session_pooler, password_));
}

std::vector<std::string> CloudDatabase::Tend() {
  std::vector<std::string> news;
  const auto note = [&](auto& server, const std::string& name, const std::string& log) {
    if (!server.has_value()) return;
    const std::optional<Exit> exit = server->Ended();
    if (!exit.has_value()) return;
    server.reset();
    news.push_back(Concat(name, " ended (", exit->ToString(), "); see ", directory_.File(log)));
  };
  note(postgres_, "PostgreSQL", "logs/postgres.log");
  for (Door& door : doors_) note(door.pooler, Concat("the ", NameOf(door.mode)), LogOf(door.mode));
  return news;
}

std::vector<int> CloudDatabase::WaitFor() const {
  std::vector<int> descriptors;
  if (postgres_.has_value()) descriptors.push_back(postgres_->process().pidfd());
  for (const Door& door : doors_) {
    if (door.pooler.has_value()) descriptors.push_back(door.pooler->process().pidfd());
  }
  return descriptors;
}

std::vector<PartStatus> CloudDatabase::Status() const {
  const auto condition = [](bool runs) { return runs ? Condition::kGood : Condition::kBad; };
  std::vector<PartStatus> parts{{.name = "PostgreSQL 15",
                                 .condition = condition(postgres_.has_value()),
                                 .where = endpoints_.postgres.ToString(),
                                 .note = "direct; releases go through a pooler"}};
  for (const Door& door : doors_) {
    parts.push_back({.name = NameOf(door.mode),
                     .condition = condition(door.pooler.has_value()),
                     .where = (endpoints_.*door.endpoint).ToString(),
                     .note = Concat("users are called ROLE.", project_ref_)});
  }
  return parts;
}

void CloudDatabase::Stop() {
  for (Door& door : doors_) {
    if (door.pooler.has_value()) door.pooler->Stop();
    door.pooler.reset();
  }
  if (postgres_.has_value()) postgres_->Stop();
  postgres_.reset();
}

}  // namespace release
