#include "tools/cli/releases_client.h"

#include "tools/base/diagnosis.h"

namespace release {
namespace {

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  v1::Diagnosis diagnosis;
  if (!status.error_details().empty() && diagnosis.ParseFromString(status.error_details())) {
    return DiagnosisStatus(code, std::move(diagnosis));
  }
  return absl::Status(code, status.error_message());
}

}  // namespace

ReleasesClient::ReleasesClient(const std::string& address)
    : stub_(
          v1::Releases::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {
}

absl::StatusOr<v1::Release> ReleasesClient::Get(const std::string& release_id) {
  grpc::ClientContext context;
  v1::GetReleaseRequest request;
  request.set_release_id(release_id);
  v1::Release release;
  const grpc::Status status = stub_->Get(&context, request, &release);
  if (!status.ok()) return FromGrpc(status);
  return release;
}

absl::StatusOr<v1::ListReleasesResponse> ReleasesClient::List(const std::string& environment,
                                                              uint32_t limit) {
  grpc::ClientContext context;
  v1::ListReleasesRequest request;
  request.set_environment(environment);
  request.set_limit(limit);
  v1::ListReleasesResponse response;
  const grpc::Status status = stub_->List(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

absl::Status ReleasesClient::Watch(const std::string& release_id,
                                   const std::function<void(const v1::Event&)>& on_event) {
  grpc::ClientContext context;
  v1::WatchRequest request;
  request.set_release_id(release_id);
  auto stream = stub_->Watch(&context, request);
  v1::Event event;
  while (stream->Read(&event)) on_event(event);
  return FromGrpc(stream->Finish());
}

absl::StatusOr<uint64_t> ReleasesClient::OpenPlan(const std::string& release_id) {
  absl::StatusOr<v1::Release> release = Get(release_id);
  if (!release.ok()) return release.status();
  if (release->state() != v1::RELEASE_STATE_AWAITING_APPROVAL) {
    return absl::FailedPreconditionError("no plan waits for an answer");
  }
  grpc::ClientContext context;
  v1::WatchRequest request;
  request.set_release_id(release->facts().release_id());
  auto stream = stub_->Watch(&context, request);
  uint64_t plan = 0;
  v1::Event event;
  while (event.sequence() < release->last_sequence() && stream->Read(&event)) {
    if (event.has_plan_ready()) plan = event.sequence();
  }
  context.TryCancel();
  return plan;
}

absl::Status ReleasesClient::Cancel(const std::string& release_id, bool insist,
                                    const std::string& by) {
  grpc::ClientContext context;
  v1::CancelRequest request;
  request.set_release_id(release_id);
  request.set_insist(insist);
  request.set_by(by);
  v1::CancelResponse response;
  return FromGrpc(stub_->Cancel(&context, request, &response));
}

absl::Status ReleasesClient::Approve(const v1::ApproveRequest& request) {
  grpc::ClientContext context;
  v1::ApproveResponse response;
  return FromGrpc(stub_->Approve(&context, request, &response));
}

}  // namespace release
