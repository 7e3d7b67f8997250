#include "tools/coordinator/step_client/attach_service.h"

#include <fcntl.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/server_posix.h"
#include "tools/base/diagnosis.h"
#include "tools/base/proto_duration.h"

namespace release {
namespace {

// host.proto: a message is at most 4 MiB; the frame around it needs a little.
constexpr int kMaxMessage = (4 * 1024 + 64) * 1024;

grpc::Status Refusal(const absl::Status& status) {
  const v1::Diagnosis diagnosis = DiagnosisOf(status);
  return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, diagnosis.what(),
                      diagnosis.SerializeAsString());
}

}  // namespace

AttachService::AttachService(absl::Duration heartbeat_interval, Callbacks callbacks)
    : heartbeat_interval_(heartbeat_interval), callbacks_(std::move(callbacks)) {}

AttachService::~AttachService() { Shutdown(); }

absl::Status AttachService::Serve(int socket) {
  grpc::ServerBuilder builder;
  builder.RegisterService(this);
  builder.SetMaxReceiveMessageSize(kMaxMessage);
  builder.SetMaxSendMessageSize(kMaxMessage);
  // One stream needs one poller; the defaults keep a pool of threads for many.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) return absl::InternalError("gRPC could not start a server for a host");
  // gRPC polls; a blocking descriptor would stop its thread.
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
  grpc::AddInsecureChannelFromFd(server_.get(), socket);
  return absl::OkStatus();
}

bool AttachService::Send(const v1::CoordinatorMessage& message) {
  std::lock_guard lock(mutex_);
  return stream_ != nullptr && stream_->Write(message);
}

void AttachService::Shutdown() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_.reset();
}

grpc::Status AttachService::Attach(grpc::ServerContext* context, Stream* stream) {
  (void)context;
  {
    std::lock_guard lock(mutex_);
    if (served_) return {grpc::StatusCode::FAILED_PRECONDITION, "this host is attached already"};
    served_ = true;
    stream_ = stream;
  }
  grpc::Status end = Converse(*stream);
  {
    std::lock_guard lock(mutex_);
    stream_ = nullptr;
  }
  callbacks_.on_end();
  return end;
}

grpc::Status AttachService::Converse(Stream& stream) {
  v1::HostMessage message;
  if (!stream.Read(&message)) return grpc::Status::OK;
  if (!message.has_hello()) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "message: the first one must be `hello`"};
  }
  if (absl::Status accepted = callbacks_.on_hello(message.hello()); !accepted.ok()) {
    return Refusal(accepted);
  }
  v1::CoordinatorMessage welcome;
  welcome.mutable_welcome()->set_protocol(1);
  *welcome.mutable_welcome()->mutable_heartbeat_interval() = ToProto(heartbeat_interval_);
  if (!Send(welcome)) return grpc::Status::OK;
  callbacks_.on_welcome();
  while (stream.Read(&message)) {
    if (message.has_hello()) {
      return {grpc::StatusCode::INVALID_ARGUMENT, "hello: sent twice"};
    }
    callbacks_.on_message(std::move(message));
    message.Clear();
  }
  return grpc::Status::OK;
}

}  // namespace release
