#include "tools/localcloud/cloud.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/database.h"

namespace release {
namespace {

constexpr int kPortAttempts = 5;
constexpr size_t kLargestPrelude = 16 << 20;
// How often the vendors are tended while nothing happens.
constexpr absl::Duration kVendorTick = absl::Milliseconds(100);

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
  absl::Status made = MakeSecrets();
  if (made.ok()) made = StartDatabase();
  // Where there is a Cloudflare, the API is what a release deploys to it.
  const bool has_vendors = !settings_.workerd.empty();
  if (made.ok() && !has_vendors) made = Unpack();
  // The API starts while the prelude is applied; it waits for the migrations anyway.
  if (made.ok() && !has_vendors) made = StartApi();
  if (made.ok()) made = database_->Apply({settings_.prelude, *std::move(sql)});
  if (made.ok()) made = has_vendors ? StartVendors() : AwaitApi();
  if (made.ok()) {
    made = directory_.TellAddresses({.postgres = endpoints_.session_pooler.ToString(),
                                     .api = has_vendors ? "" : endpoints_.api.ToString(),
                                     .front = has_vendors ? endpoints_.front.ToString() : "",
                                     .page = has_vendors ? endpoints_.status.ToString() : ""});
  }
  if (!made.ok()) Stop();
  return made;
}

absl::Status Cloud::MakeSecrets() {
  for (const std::string& name : settings_.secrets) {
    absl::StatusOr<Secret> secret = directory_.SecretFile(Concat("secret-", name));
    if (!secret.ok()) return secret.status();
    made_secrets_.insert_or_assign(name, *std::move(secret));
  }
  return absl::OkStatus();
}

absl::Status Cloud::StartDatabase() {
  const absl::StatusOr<cloud::CloudIdentity> identity = cloud::IdentityOf(directory_);
  if (!identity.ok()) return identity.status();
  database_.emplace(settings_.postgres_programs, identity->project_ref, directory_, signals_,
                    clock_);
  if (absl::Status started = database_->Start(endpoints_); !started.ok()) return started;
  say_(absl::StrFormat("PostgreSQL 15 behind its poolers on %s (%.1f s)",
                       endpoints_.session_pooler.ToString(),
                       absl::ToDoubleSeconds(database_->took())));
  return absl::OkStatus();
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
                                   .generation = *generation,
                                   .revision = settings_.revision,
                                   .log = directory_.File("logs/api.log")},
               database_->Url(), database_->password().Copy(), clock_);
  return api_->Start();
}

absl::Status Cloud::AwaitApi() {
  absl::Status up;
  for (int attempt = 1; up.ok(); ++attempt) {
    up = api_->AwaitListening(signals_);
    if (!absl::IsAlreadyExists(up) || attempt == kPortAttempts) break;
    endpoints_.api.port = FreePort(endpoints_.api.host);
    up = StartApi();
  }
  if (up.ok()) say_(Concat("API on http://", endpoints_.api.ToString()));
  return up;
}

absl::Status Cloud::StartVendors() {
  const absl::Duration start = clock_.Monotonic();
  auto started = cloud::Vendors::Start({.endpoints = endpoints_,
                                        .database = kDatabase,
                                        .zones = settings_.zones,
                                        .workerd = settings_.workerd,
                                        .site_server = settings_.site_server,
                                        .sockets_command = {"/proc/self/exe"},
                                        .faults = settings_.faults},
                                       database_->password().Copy(), directory_, clock_);
  if (!started.ok()) return started.status();
  vendors_ = *std::move(started);
  say_(absl::StrFormat(
      "Cloudflare and Supabase on https://%s (%.1f s); see http://%s", endpoints_.front.ToString(),
      absl::ToDoubleSeconds(clock_.Monotonic() - start), endpoints_.status.ToString()));
  return absl::OkStatus();
}

void Cloud::Tend() {
  for (const std::string& news : database_->Tend()) say_(news);
  if (vendors_ == nullptr) {
    if (const std::string news = api_->Tend(); !news.empty()) say_(news);
    return;
  }
  vendors_->Show(database_->Status());
  for (const std::string& news : vendors_->Tick()) say_(news);
}

absl::Duration Cloud::NextDue() const {
  // A server that could not be started again is tried again after a pause.
  return vendors_ == nullptr ? std::min(api_->NextDue(), absl::Seconds(1)) : kVendorTick;
}

std::optional<int> Cloud::KeepUntil(const Process* process) {
  while (true) {
    Tend();
    std::vector<pollfd> waits;
    const auto wait = [&waits](int fd) { waits.push_back({fd, POLLIN, 0}); };
    wait(process == nullptr ? -1 : process->pidfd());
    wait(signals_.fd());
    wait(!api_ || api_->process() == nullptr ? -1 : api_->process()->pidfd());
    for (const int fd : database_->WaitFor()) wait(fd);
    if (vendors_ != nullptr) {
      for (const int fd : vendors_->WaitFor()) wait(fd);
    }
    const absl::Duration due = NextDue();
    const timespec limit = absl::ToTimespec(due);
    ppoll(waits.data(), waits.size(), due == absl::InfiniteDuration() ? nullptr : &limit, nullptr);
    if (waits.front().revents != 0) return std::nullopt;
    if (const std::optional<int> signal = signals_.Take(); signal.has_value()) return signal;
  }
}

void Cloud::Stop() {
  vendors_.reset();
  if (api_.has_value()) api_->Stop();
  api_.reset();
  if (database_.has_value()) database_->Stop();
  database_.reset();
}

}  // namespace release
