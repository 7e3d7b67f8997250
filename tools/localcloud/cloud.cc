#include "tools/localcloud/cloud.h"

#include <poll.h>

#include <array>
#include <utility>

#include "absl/strings/str_format.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/database.h"
#include "tools/localcloud/postgres_cluster.h"

namespace release {
namespace {

constexpr int kPortAttempts = 5;
constexpr size_t kLargestPrelude = 16 << 20;
// Of sun_path, with its NUL, without "/.s.PGSQL.12345.lock".
constexpr size_t kLongestSocketDirectory = 107 - 20;

}  // namespace

Cloud::Cloud(CloudSettings settings, CloudDirectory& directory, StopSignals& signals, Clock& clock,
             Say say)
    : settings_(std::move(settings)),
      directory_(directory),
      signals_(signals),
      clock_(clock),
      say_(std::move(say)) {}

Cloud::~Cloud() { Stop(); }

absl::Status Cloud::Start() {
  if (absl::Status fit = directory_.CheckTrustworthy(); !fit.ok()) return fit;
  absl::StatusOr<std::string> sql = ReadFile(settings_.prelude, kLargestPrelude);
  if (!sql.ok()) return sql.status();
  if (absl::Status started = StartPostgres(); !started.ok()) return started;
  absl::Status made = EnsureDatabase(endpoints_.postgres, password_);
  if (made.ok()) made = Unpack();
  // The API starts while the prelude is applied; it waits for the migrations anyway.
  if (made.ok()) made = StartApi();
  if (made.ok()) {
    made = ApplyPrelude(endpoints_.postgres, password_, {settings_.prelude, *std::move(sql)});
  }
  for (int attempt = 1; made.ok(); ++attempt) {
    made = api_->AwaitListening(signals_);
    if (!absl::IsAlreadyExists(made) || attempt == kPortAttempts) break;
    endpoints_.api.port = FreePort(endpoints_.api.host);
    made = StartApi();
  }
  if (made.ok()) {
    made = directory_.TellAddresses(endpoints_.postgres.ToString(), endpoints_.api.ToString());
  }
  if (!made.ok()) {
    Stop();
    return made;
  }
  say_(absl::StrFormat("PostgreSQL 15 on %s (%.1f s), API on http://%s",
                       endpoints_.postgres.ToString(), absl::ToDoubleSeconds(postgres_took_),
                       endpoints_.api.ToString()));
  return absl::OkStatus();
}

absl::Status Cloud::StartPostgres() {
  const absl::Duration start = clock_.Monotonic();
  absl::StatusOr<PostgresPrograms> programs = FindPostgres(settings_.postgres_programs);
  if (!programs.ok()) return programs.status();
  absl::StatusOr<Secret> password = directory_.Password();
  if (!password.ok()) return password.status();
  password_ = *std::move(password);
  absl::StatusOr<std::string> data = EnsureCluster(*programs, directory_, signals_);
  if (!data.ok()) return data.status();
  if (absl::Status ended = EndPredecessor(*data, signals_); !ended.ok()) return ended;

  PostgresServer::Settings server{.programs = *std::move(programs),
                                  .data = *std::move(data),
                                  .endpoint = {},
                                  .socket_directory = directory_.path(),
                                  .log = directory_.File("logs/postgres.log")};
  if (server.socket_directory.size() > kLongestSocketDirectory) server.socket_directory.clear();
  absl::Status status;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    endpoints_ = ChooseEndpoints(directory_.path());
    server.endpoint = endpoints_.postgres;
    absl::StatusOr<PostgresServer> started = PostgresServer::Start(server, signals_);
    status = started.status();
    if (started.ok()) postgres_.emplace(*std::move(started));
    if (!absl::IsAlreadyExists(status)) break;
  }
  postgres_took_ = clock_.Monotonic() - start;
  return status;
}

absl::Status Cloud::Unpack() {
  absl::StatusOr<UnpackedImage> image = UnpackImage(settings_.image, directory_.File("image"));
  if (!image.ok()) return image.status();
  image_ = *std::move(image);
  return absl::OkStatus();
}

absl::Status Cloud::StartApi() {
  const absl::StatusOr<uint64_t> generation = directory_.NextGeneration();
  if (!generation.ok()) return generation.status();
  api_.emplace(ApiServer::Settings{.image = image_,
                                   .endpoint = endpoints_.api,
                                   .postgres = endpoints_.postgres,
                                   .generation = *generation,
                                   .revision = settings_.revision,
                                   .log = directory_.File("logs/api.log")},
               password_.Copy(), clock_);
  return api_->Start();
}

std::string Cloud::DatabaseUrl() const {
  return release::DatabaseUrl(endpoints_.postgres, password_);
}

void Cloud::Tend() {
  if (postgres_.has_value()) {
    if (const std::optional<Exit> exit = postgres_->Ended(); exit.has_value()) {
      postgres_.reset();
      say_(Concat("PostgreSQL ended (", exit->ToString(), "); see ",
                  directory_.File("logs/postgres.log")));
    }
  }
  if (const std::string news = api_->Tend(); !news.empty()) say_(news);
}

std::optional<int> Cloud::KeepUntil(const Process* process) {
  while (true) {
    Tend();
    const auto readable = [](int fd) { return pollfd{fd, POLLIN, 0}; };
    std::array<pollfd, 4> waits{
        readable(signals_.fd()), readable(process == nullptr ? -1 : process->pidfd()),
        readable(postgres_.has_value() ? postgres_->process().pidfd() : -1),
        readable(api_->process() == nullptr ? -1 : api_->process()->pidfd())};
    const absl::Duration due = api_->NextDue();
    const timespec limit = absl::ToTimespec(due);
    ppoll(waits.data(), waits.size(), due == absl::InfiniteDuration() ? nullptr : &limit, nullptr);
    if (waits[1].revents != 0) return std::nullopt;
    if (const std::optional<int> signal = signals_.Take(); signal.has_value()) return signal;
  }
}

void Cloud::Stop() {
  if (api_.has_value()) api_->Stop();
  api_.reset();
  if (postgres_.has_value()) postgres_->Stop();
  postgres_.reset();
}

}  // namespace release
