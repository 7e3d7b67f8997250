#include "tools/coordinator/service/releases_service.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "tools/base/diagnosis.h"
#include "tools/coordinator/service/release_view.h"

namespace release {
namespace {

constexpr uint32_t kDefaultLimit = 20;
constexpr uint32_t kLargestLimit = 1000;

// How often a watcher that hears nothing is asked whether it is still there.
constexpr absl::Duration kWatchTick = absl::Milliseconds(200);

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::Diagnosis diagnosis = DiagnosisOf(status);
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
          diagnosis.SerializeAsString()};
}

}  // namespace

absl::StatusOr<std::string> ReleasesService::Named(const std::string& release_id) {
  if (!release_id.empty()) return release_id;
  if (run_ != nullptr) return run_->id();
  absl::StatusOr<std::vector<ReleaseSummary>> newest = journal_.Releases("", 1);
  if (!newest.ok()) return newest.status();
  if (newest->empty()) return absl::NotFoundError("the journal has no release yet");
  return newest->front().release_id;
}

absl::StatusOr<v1::Release> ReleasesService::View(const std::string& release_id) {
  absl::StatusOr<std::vector<v1::Event>> events = journal_.EventsOf(release_id, 1);
  if (!events.ok()) return events.status();
  if (events->empty()) return absl::NotFoundError(absl::StrCat("no release ", release_id));
  return ViewOf(*events, run_ != nullptr && run_->id() == release_id);
}

grpc::Status ReleasesService::Get(grpc::ServerContext* context,
                                  const v1::GetReleaseRequest* request, v1::Release* response) {
  (void)context;
  absl::StatusOr<std::string> id = Named(request->release_id());
  if (!id.ok()) return ToGrpc(id.status());
  absl::StatusOr<v1::Release> release = View(*id);
  if (!release.ok()) return ToGrpc(release.status());
  *response = *std::move(release);
  return grpc::Status::OK;
}

grpc::Status ReleasesService::List(grpc::ServerContext* context,
                                   const v1::ListReleasesRequest* request,
                                   v1::ListReleasesResponse* response) {
  (void)context;
  const uint32_t limit =
      request->limit() == 0 ? kDefaultLimit : std::min(request->limit(), kLargestLimit);
  absl::StatusOr<std::vector<ReleaseSummary>> newest =
      journal_.Releases(request->environment(), limit);
  if (!newest.ok()) return ToGrpc(newest.status());
  for (const ReleaseSummary& summary : *newest) {
    absl::StatusOr<v1::Release> release = View(summary.release_id);
    if (!release.ok()) return ToGrpc(release.status());
    *response->add_releases() = *std::move(release);
  }
  return grpc::Status::OK;
}

grpc::Status ReleasesService::Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                                    grpc::ServerWriter<v1::Event>* writer) {
  absl::StatusOr<std::string> id = Named(request->release_id());
  if (!id.ok()) return ToGrpc(id.status());
  absl::StatusOr<std::shared_ptr<Subscription>> subscription =
      events_.Subscribe(*id, request->from_sequence());
  if (!subscription.ok()) return ToGrpc(subscription.status());
  const bool live = run_ != nullptr && run_->id() == *id;
  bool finished = false;
  while (!context->IsCancelled()) {
    std::optional<v1::Event> event =
        (*subscription)->Next(live ? kWatchTick : absl::ZeroDuration());
    if (!event.has_value()) {
      if (finished || !live || (*subscription)->closed()) break;
      continue;
    }
    // A resumed release has an end in its past; only the last one counts.
    if (event->sequence() != 0) finished = event->has_release_finished();
    if (!writer->Write(*event)) break;
    if (finished && live && (*subscription)->Drained()) break;
  }
  return grpc::Status::OK;
}

grpc::Status ReleasesService::CheckRunning(const std::string& release_id) const {
  if (run_ != nullptr && (release_id.empty() || release_id == run_->id())) return grpc::Status::OK;
  return {grpc::StatusCode::FAILED_PRECONDITION,
          absl::StrCat("release ", release_id, " is not running in this coordinator")};
}

grpc::Status ReleasesService::Cancel(grpc::ServerContext* context, const v1::CancelRequest* request,
                                     v1::CancelResponse* response) {
  (void)context;
  (void)response;
  if (grpc::Status running = CheckRunning(request->release_id()); !running.ok()) return running;
  return ToGrpc(run_->Cancel(request->insist(), request->by()));
}

grpc::Status ReleasesService::Approve(grpc::ServerContext* context,
                                      const v1::ApproveRequest* request,
                                      v1::ApproveResponse* response) {
  (void)context;
  (void)response;
  if (grpc::Status running = CheckRunning(request->release_id()); !running.ok()) return running;
  return ToGrpc(run_->gate().Answer(
      request->plan_sequence(),
      {.approved = request->approve(), .by = request->by(), .how = request->how()}));
}

absl::StatusOr<std::unique_ptr<ReleasesServer>> ReleasesServer::Start(ReleasesService& service,
                                                                      const std::string& root) {
  absl::StatusOr<TempDirectory> directory = TempDirectory::Create(root, "release-");
  if (!directory.ok()) return directory.status();
  std::unique_ptr<ReleasesServer> server(new ReleasesServer(*std::move(directory)));
  server->address_ = absl::StrCat("unix:", server->directory_.path(), "/releases.sock");
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(server->address_, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) {
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "SERVICE-SOCKET",
                     .what = "the coordinator cannot listen on its socket",
                     .why = absl::StrCat("gRPC refused ", server->address_),
                     .fix = absl::StrCat("check that ", root, " is writable and not full")});
  }
  return server;
}

ReleasesServer::~ReleasesServer() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  server_->Wait();
}

}  // namespace release
