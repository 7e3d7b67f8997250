#include "tools/localcloud/api_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(5);
constexpr int kListeningPolls = 2000;  // 10 s
constexpr absl::Duration kFirstRest = absl::Milliseconds(100);
constexpr absl::Duration kLongestRest = absl::Seconds(5);
constexpr absl::Duration kLivedWell = absl::Seconds(10);
constexpr absl::Duration kGrace = absl::Seconds(3);

bool Accepts(const Endpoint& endpoint) {
  const FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr);
  return connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

ApiServer::ApiServer(Settings settings, Secret database_url, Secret password, Clock& clock)
    : settings_(std::move(settings)),
      database_url_(std::move(database_url)),
      password_(std::move(password)),
      clock_(clock),
      rest_(kFirstRest) {}

absl::Status ApiServer::Start() {
  absl::StatusOr<ServerLog> log = ServerLog::Open(settings_.log);
  if (!log.ok()) return log.status();
  log_.emplace(*std::move(log));
  std::map<std::string, std::string> env{
      {"DATABASE_URL", std::string(database_url_.Reveal())},
      {"HOST", settings_.endpoint.host},
      {"PORT", std::to_string(settings_.endpoint.port)},
      {"SPECTRAL_GENERATION", std::to_string(settings_.generation)},
      {"SPECTRAL_IMAGE_DIGEST", settings_.image.digest},
      {"SPECTRAL_REVISION", settings_.revision}};
  absl::StatusOr<Container> container = Container::Start(settings_.image, env, log_->fd());
  WipeString(env["DATABASE_URL"]);
  if (!container.ok()) return container.status();
  container_.emplace(*std::move(container));
  started_ = clock_.Monotonic();
  return absl::OkStatus();
}

absl::Status ApiServer::Failed(absl::StatusCode status, DiagnosisText text) const {
  v1::Diagnosis diagnosis = DiagnosisOf(log_->Diagnose(status, std::move(text)));
  // It should not have written it, but it is not ours to trust.
  for (std::string& line : *diagnosis.mutable_evidence()) {
    line = absl::StrReplaceAll(line, {{AbslView(password_.Reveal()), "[secret DATABASE_URL]"}});
  }
  return DiagnosisStatus(status, std::move(diagnosis));
}

absl::Status ApiServer::AwaitListening(StopSignals& signals) {
  DiagnosisText failure{.code = "CLOUD-API-FAILED",
                        .what = "the API server does not start",
                        .fix = "mend what it says below"};
  for (int poll = 0; poll < kListeningPolls; ++poll) {
    if (const auto exit = container_->process().WaitFor(absl::ZeroDuration()); exit.has_value()) {
      failure.why = Concat("its container ended: ", exit->ToString());
      container_.reset();
      if (IsFree(settings_.endpoint)) {
        return Failed(absl::StatusCode::kInternal, std::move(failure));
      }
      failure.code = "CLOUD-PORT-TAKEN";
      return Failed(absl::StatusCode::kAlreadyExists, std::move(failure));
    }
    if (Accepts(settings_.endpoint)) return absl::OkStatus();
    if (absl::Status slept = signals.Sleep(kPoll, &container_->process()); !slept.ok())
      return slept;
  }
  failure.why =
      Concat("it runs, and does not listen on ", settings_.endpoint.ToString(), " after 10 s");
  return Failed(absl::StatusCode::kDeadlineExceeded, std::move(failure));
}

std::string ApiServer::Tend() {
  const absl::Duration now = clock_.Monotonic();
  if (container_.has_value()) {
    const std::optional<Exit> exit = container_->process().WaitFor(absl::ZeroDuration());
    if (!exit.has_value()) return "";
    container_.reset();
    if (now - started_ >= kLivedWell) rest_ = kFirstRest;
    restart_at_ = now + rest_;
    const absl::Duration rest = std::exchange(rest_, std::min(2 * rest_, kLongestRest));
    return absl::StrFormat("the API ended (%s); it is started again in %.1f s; see %s",
                           exit->ToString(), absl::ToDoubleSeconds(rest), settings_.log);
  }
  if (now < restart_at_) return "";
  const absl::Status started = Start();
  if (started.ok()) return "";
  restart_at_ = now + kLongestRest;
  return Concat("the API does not start: ", started.message());
}

absl::Duration ApiServer::NextDue() const {
  if (container_.has_value()) return absl::InfiniteDuration();
  return std::max(absl::ZeroDuration(), restart_at_ - clock_.Monotonic());
}

void ApiServer::Stop() {
  if (container_.has_value()) container_->Stop(kGrace);
  container_.reset();
}

}  // namespace release
