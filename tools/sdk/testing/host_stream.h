// A minimal coordinator: the other end of one step host's stream, for tests.
#ifndef RELEASE_TOOLS_SDK_TESTING_HOST_STREAM_H_
#define RELEASE_TOOLS_SDK_TESTING_HOST_STREAM_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "proto/release/v1/host.grpc.pb.h"
#include "proto/release/v1/host.pb.h"
#include "tools/base/file_descriptor.h"

namespace release::kit {

// Serves Coordinator.Attach on one end of a socketpair to the host that holds the other.
//
// Threads: any.
class HostStream final : private v1::Coordinator::Service {
 public:
  // `on_message` is called for each message after the hello, on the stream's thread.
  HostStream(FileDescriptor socket, absl::Duration heartbeat_interval,
             std::function<void(const v1::HostMessage&)> on_message);
  ~HostStream() override;

  // The hello; absent when the stream ended or `timeout` was over before it came.
  std::optional<v1::Hello> AwaitHello(absl::Duration timeout);

  // False when the stream is not there.
  bool Send(const v1::CoordinatorMessage& message);

  // True when there was a stream and it has ended, within `timeout`.
  bool AwaitEnd(absl::Duration timeout);

  // Ends the stream; the host exits by it.
  void Close();

 private:
  using Stream = grpc::ServerReaderWriter<v1::CoordinatorMessage, v1::HostMessage>;

  grpc::Status Attach(grpc::ServerContext* context, Stream* stream) override;

  const absl::Duration heartbeat_interval_;
  const std::function<void(const v1::HostMessage&)> on_message_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Stream* stream_ = nullptr;  // guarded by mutex_, as all below
  std::optional<v1::Hello> hello_;
  bool ended_ = false;
  std::unique_ptr<grpc::Server> server_;  // last: its threads use the rest
};

}  // namespace release::kit

#endif  // RELEASE_TOOLS_SDK_TESTING_HOST_STREAM_H_
