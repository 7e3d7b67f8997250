#include "tools/step_host/session.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel_posix.h"
#include "proto/release/v1/host.grpc.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/step_host/descendants.h"
#include "tools/step_host/diagnosis_line.h"
#include "tools/step_host/exit_code.h"
#include "tools/step_host/outbox.h"
#include "tools/step_host/plugin_call.h"

namespace release {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr absl::Duration kMinHeartbeat = absl::Milliseconds(10);
constexpr absl::Duration kMaxHeartbeat = absl::Seconds(10);

// Peak resident memory of this program; getrusage() would report the parent's from before exec.
uint64_t PeakRss() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10) << 10;
  }
  return 0;
}

absl::Duration IntervalOf(const v1::Welcome& welcome) {
  const google::protobuf::Duration& asked = welcome.heartbeat_interval();
  const absl::Duration interval = absl::Seconds(asked.seconds()) + absl::Nanoseconds(asked.nanos());
  return std::clamp(interval, kMinHeartbeat, kMaxHeartbeat);
}

[[noreturn]] void End(HostExit code) {
  KillDescendants();
  _exit(static_cast<int>(code));
}

[[noreturn]] void EndAsProtocolBroke(std::string why) {
  const std::string line = DiagnosisLine(DiagnosisOf(
      Diagnose(absl::StatusCode::kInvalidArgument,
               {.code = "HOST-PROTOCOL",
                .what = "the coordinator broke the order of its stream with a step host",
                .why = std::move(why),
                .fix = "build the coordinator and tools/step_host from the same revision"})));
  (void)!write(STDERR_FILENO, line.data(), line.size());
  End(HostExit::kProtocol);
}

// A plugin that calls exit() would look like a host that was told to go.
void SayWhoExited(int code, void* calls) {
  const std::string line =
      absl::StrCat("\nthe plugin called exit(", code, ") in the middle of call ",
                   static_cast<PluginCalls*>(calls)->running(), "\n");
  (void)!write(STDERR_FILENO, line.data(), line.size());
  _exit(code);
}

class Session {
 public:
  Session(FileDescriptor socket, const LoadedPlugin& plugin)
      : stub_(v1::Coordinator::NewStub(
            grpc::CreateInsecureChannelFromFd("coordinator", socket.Release()))),
        stream_(stub_->Attach(&context_)),
        calls_(*plugin.table, outbox_) {
    on_exit(&SayWhoExited, &calls_);
  }

  [[noreturn]] void Run(const v1::Hello& hello) {
    v1::HostMessage first;
    *first.mutable_hello() = hello;
    v1::CoordinatorMessage answer;
    if (!stream_->Write(first) || !stream_->Read(&answer)) End(HostExit::kDone);
    if (!answer.has_welcome()) EndAsProtocolBroke("the answer to a hello is a welcome");
    if (answer.welcome().protocol() != hello.protocol()) {
      EndAsProtocolBroke(absl::StrCat("the host speaks protocol ", hello.protocol(),
                                      ", the coordinator ", answer.welcome().protocol()));
    }
    std::thread([this] { Receive(); }).detach();
    std::thread([this, interval = IntervalOf(answer.welcome())] { Send(interval); }).detach();
    while (true) {
      v1::StepCall call = NextCall();
      calls_.Run(call);
    }
  }

 private:
  v1::StepCall NextCall() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return next_.has_value(); });
    v1::StepCall call = *std::move(next_);
    next_.reset();
    return call;
  }

  // The reader thread.
  [[noreturn]] void Receive() {
    uint64_t last_call = 0;
    v1::CoordinatorMessage message;
    while (stream_->Read(&message)) {
      if (message.has_cancel()) {
        calls_.Cancel(message.cancel().call_id());
      } else if (message.has_call()) {
        if (message.call().call_id() <= last_call) {
          EndAsProtocolBroke(
              absl::StrCat("call ", message.call().call_id(), " came after call ", last_call));
        }
        last_call = message.call().call_id();
        Offer(std::move(*message.mutable_call()));
      }  // anything else is of a later protocol, and ignored
    }
    End(HostExit::kDone);
  }

  void Offer(v1::StepCall call) {
    std::lock_guard lock(mutex_);
    if (next_.has_value() || calls_.running() != 0) {
      EndAsProtocolBroke(absl::StrCat("call ", call.call_id(), " came before call ",
                                      calls_.running(), " had ended"));
    }
    next_ = std::move(call);
    arrived_.notify_one();
  }

  // The writer thread. When the stream is gone the reader thread ends the process.
  void Send(absl::Duration interval) {
    // A change of the wall clock must not look like a dead host.
    auto beat = SteadyClock::now();
    while (true) {
      const auto now = SteadyClock::now();
      if (now >= beat) {
        if (!stream_->Write(Heartbeat())) return;
        beat = now + absl::ToChronoNanoseconds(interval);
      }
      std::optional<v1::HostMessage> message =
          outbox_.Pop(absl::FromChrono(beat - SteadyClock::now()));
      if (message && !stream_->Write(*message)) return;
    }
  }

  v1::HostMessage Heartbeat() const {
    v1::HostMessage message;
    message.mutable_heartbeat()->set_call_id(calls_.running());
    message.mutable_heartbeat()->set_activity(calls_.activity());
    message.mutable_heartbeat()->set_peak_rss(PeakRss());
    return message;
  }

  grpc::ClientContext context_;
  const std::unique_ptr<v1::Coordinator::Stub> stub_;
  const std::unique_ptr<grpc::ClientReaderWriter<v1::HostMessage, v1::CoordinatorMessage>> stream_;
  Outbox outbox_;
  PluginCalls calls_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::optional<v1::StepCall> next_;  // guarded by mutex_
};

}  // namespace

void RunSession(FileDescriptor socket, const LoadedPlugin& plugin) {
  AdoptDescendants();
  // What the plugin prints is seen line by line, and up to its last line before a crash.
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  // gRPC polls; a blocking descriptor would stop its thread.
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  // Never destroyed: threads of the plugin and of gRPC use it until _exit.
  (new Session(std::move(socket), plugin))->Run(plugin.hello);
}

}  // namespace release
