// The coordinator's end of one host's stream.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_ATTACH_SERVICE_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_ATTACH_SERVICE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "proto/release/v1/host.grpc.pb.h"

namespace release {

// Serves Coordinator.Attach to exactly one host, over a descriptor that this
// process already holds: there is one of these for each host, so nobody has to
// ask who is speaking.
//
// Threads: any; callbacks come from the thread that reads the stream.
class AttachService final : public v1::Coordinator::Service {
 public:
  struct Callbacks {
    // Judges the hello; a failure refuses the host with that diagnosis.
    std::function<absl::Status(const v1::Hello&)> on_hello;
    // The welcome is on its way: calls may follow.
    std::function<void()> on_welcome;
    std::function<void(v1::HostMessage)> on_message;
    std::function<void()> on_end;  // exactly once
  };

  AttachService(absl::Duration heartbeat_interval, Callbacks callbacks);
  ~AttachService() override;

  // Takes the descriptor and starts to serve.
  absl::Status Serve(int socket);

  // False when the stream is gone.
  bool Send(const v1::CoordinatorMessage& message);

  // Ends the stream; the host exits by it. Returns when no callback runs.
  void Shutdown();

 private:
  using Stream = grpc::ServerReaderWriter<v1::CoordinatorMessage, v1::HostMessage>;

  grpc::Status Attach(grpc::ServerContext* context, Stream* stream) override;
  grpc::Status Converse(Stream& stream);

  const absl::Duration heartbeat_interval_;
  const Callbacks callbacks_;
  std::unique_ptr<grpc::Server> server_;
  std::mutex mutex_;  // one writer at a time, and only while the stream lives
  Stream* stream_ = nullptr;
  bool served_ = false;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_ATTACH_SERVICE_H_
