#include "tools/sdk/testing/host_stream.h"

#include <fcntl.h>

#include <chrono>
#include <utility>

#include "grpcpp/server_posix.h"

namespace release::kit {

HostStream::HostStream(FileDescriptor socket, absl::Duration heartbeat_interval,
                       std::function<void(const v1::HostMessage&)> on_message)
    : heartbeat_interval_(heartbeat_interval), on_message_(std::move(on_message)) {
  grpc::ServerBuilder builder;
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  grpc::AddInsecureChannelFromFd(server_.get(), socket.Release());
}

HostStream::~HostStream() { Close(); }

void HostStream::Close() { server_->Shutdown(std::chrono::system_clock::now()); }

std::optional<v1::Hello> HostStream::AwaitHello(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout),
                    [&] { return hello_.has_value() || ended_; });
  return hello_;
}

bool HostStream::Send(const v1::CoordinatorMessage& message) {
  std::lock_guard lock(mutex_);
  return stream_ != nullptr && stream_->Write(message);
}

bool HostStream::AwaitEnd(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), [&] { return ended_; });
}

grpc::Status HostStream::Attach(grpc::ServerContext*, Stream* stream) {
  v1::HostMessage message;
  v1::CoordinatorMessage welcome;
  welcome.mutable_welcome()->set_protocol(1);
  const int64_t nanos = absl::ToInt64Nanoseconds(heartbeat_interval_);
  welcome.mutable_welcome()->mutable_heartbeat_interval()->set_seconds(nanos / 1'000'000'000);
  welcome.mutable_welcome()->mutable_heartbeat_interval()->set_nanos(
      static_cast<int32_t>(nanos % 1'000'000'000));
  if (stream->Read(&message) && message.has_hello() && stream->Write(welcome)) {
    {
      std::lock_guard lock(mutex_);
      stream_ = stream;
      hello_ = std::move(*message.mutable_hello());
      changed_.notify_all();
    }
    while (stream->Read(&message)) on_message_(message);
  }
  std::lock_guard lock(mutex_);
  stream_ = nullptr;
  ended_ = true;
  changed_.notify_all();
  return grpc::Status::OK;
}

}  // namespace release::kit
