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

constexpr char kPostgresLog[] = "logs/postgres.log";

std::string LogOf(PoolMode mode) {
  return Concat("logs/pooler-", cloud::PoolModeName(mode), ".log");
}

Keeper KeeperOf(PoolMode mode, const CloudDirectory& directory) {
  return Keeper(Concat("the ", NameOf(mode)), directory.File(LogOf(mode)));
}

}  // namespace

CloudDatabase::CloudDatabase(std::string postgres_programs, std::string project_ref,
                             CloudDirectory& directory, StopSignals& signals, Clock& clock)
    : postgres_programs_(std::move(postgres_programs)),
      project_ref_(std::move(project_ref)),
      directory_(directory),
      signals_(signals),
      clock_(clock),
      postgres_keeper_("PostgreSQL", directory.File(kPostgresLog)),
      doors_{{PoolMode::kSession, &CloudEndpoints::session_pooler,
              KeeperOf(PoolMode::kSession, directory)},
             {PoolMode::kTransaction, &CloudEndpoints::transaction_pooler,
              KeeperOf(PoolMode::kTransaction, directory)}} {}

absl::Status CloudDatabase::Start(CloudEndpoints& endpoints) {
  const absl::Duration start = clock_.Monotonic();
  if (absl::Status started = StartPostgres(endpoints); !started.ok()) return started;
  if (absl::Status made = EnsureDatabase(endpoints.postgres, password_); !made.ok()) return made;
  absl::StatusOr<Secret> role = cloud::EnsurePoolerRole(endpoints.postgres, password_);
  if (!role.ok()) return role.status();
  role_password_ = *std::move(role);
  for (Door& door : doors_) {
    if (absl::Status opened = StartPooler(door, endpoints); !opened.ok()) return opened;
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
                                  .log = directory_.File(kPostgresLog)};
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
  postgres_settings_ = std::move(server);
  return status;
}

absl::StatusOr<Pooler> CloudDatabase::PoolerAt(const Door& door, const Endpoint& endpoint,
                                               const Endpoint& postgres) const {
  Pooler::Settings settings;
  settings.config.endpoint = endpoint;
  settings.config.mode = door.mode;
  settings.config.postgres = postgres;
  settings.config.project_ref = project_ref_;
  settings.directory = directory_.path();
  settings.log = directory_.File(LogOf(door.mode));
  settings.identity = programs_.identity;
  return Pooler::Start(settings, role_password_, signals_);
}

absl::Status CloudDatabase::StartPooler(Door& door, CloudEndpoints& endpoints) {
  absl::Status status;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    const Endpoint endpoint = endpoints.*door.endpoint;
    absl::StatusOr<Pooler> started = PoolerAt(door, endpoint, endpoints.postgres);
    status = started.status();
    if (started.ok()) door.pooler.emplace(*std::move(started));
    if (!absl::IsAlreadyExists(status)) break;
    (endpoints.*door.endpoint).port = FreePort(endpoint.host);
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
  const absl::Duration now = clock_.Monotonic();
  const auto tend = [&](Keeper& keeper, auto& server, const auto& start) {
    const std::optional<Exit> ended = server.has_value() ? server->Ended() : std::nullopt;
    // What ended is let go of, so that nobody waits for it.
    if (ended.has_value()) server.reset();
    std::string said = keeper.Tend(now, ended, [&] {
      auto started = start();
      if (started.ok()) server.emplace(*std::move(started));
      return started.status();
    });
    if (!said.empty()) news.push_back(std::move(said));
  };
  tend(postgres_keeper_, postgres_,
       [this] { return PostgresServer::Start(postgres_settings_, signals_); });
  for (Door& door : doors_) {
    tend(door.keeper, door.pooler,
         [&] { return PoolerAt(door, endpoints_.*door.endpoint, endpoints_.postgres); });
  }
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
