// Answers GetCapabilities for a remote-execution engine whose oldest API version is 2.1.
//
//   capabilities_relay LISTEN ENGINE     both gRPC addresses, such as unix:/tmp/x/relay.sock
//
// Bazel 7 announces version 2.0 and leaves when the engine says 2.1, although it already sends
// output_paths, the one thing that 2.1 asks for. So this process relays the engine's answer with
// low_api_version = 2.0. Every other call goes to the engine directly (prove.sh, nginx).
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <utility>

#include "tests/remote_execution/capabilities.grpc.pb.h"
#include "tests/remote_execution/capabilities.pb.h"

namespace {

namespace api = build::bazel::remote::execution::v2;

// How long the engine may take to come up and answer.
constexpr std::chrono::seconds kDeadline(20);

class Relay final : public api::Capabilities::Service {
 public:
  explicit Relay(std::unique_ptr<api::Capabilities::Stub> engine) : engine_(std::move(engine)) {}

  grpc::Status GetCapabilities(grpc::ServerContext* /*context*/,
                               const api::GetCapabilitiesRequest* request,
                               api::ServerCapabilities* response) override {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    const grpc::Status status = engine_->GetCapabilities(&context, *request, response);
    response->mutable_low_api_version()->set_major(2);
    response->mutable_low_api_version()->set_minor(0);
    return status;
  }

 private:
  std::unique_ptr<api::Capabilities::Stub> engine_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: capabilities_relay LISTEN ENGINE\n";
    return 2;
  }
  Relay relay(
      api::Capabilities::NewStub(grpc::CreateChannel(argv[2], grpc::InsecureChannelCredentials())));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(argv[1], grpc::InsecureServerCredentials());
  builder.RegisterService(&relay);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    std::cerr << "capabilities_relay: cannot listen on " << argv[1] << "\n";
    return 1;
  }
  server->Wait();
}
