// What is said between the coordinator and one host, apart from how it is
// carried: greeting, calls, limits, and the end.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_CONVERSATION_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_CONVERSATION_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/manifest.pb.h"
#include "tools/coordinator/redaction/shared_redactor.h"
#include "tools/coordinator/step_client/attach_service.h"
#include "tools/coordinator/step_client/call_watch.h"
#include "tools/coordinator/step_client/log_redactor.h"
#include "tools/coordinator/step_client/step_session.h"
#include "tools/step_host/crash_line.h"

namespace release {

// How a greeting went.
enum class Greeting { kWelcome, kRefused, kEnded, kTimeout };

// Threads: the public functions may be called from any thread, Call and
// AwaitHello by one at a time. Messages are dispatched to the sink by the
// threads that bring them, one at a time.
class Conversation {
 public:
  Conversation(const v1::StepSpec& step, const SharedRedactor& redactor,
               absl::Duration heartbeat_interval);

  // For the stream.
  AttachService::Callbacks Callbacks();

  // A line that the host or its plugin wrote to stdout or stderr.
  void OnOutput(v1::LogLine line);

  // Nothing will be said any more. Safe to call more than once.
  void OnEnd();

  // False when the end did not come within `wait`.
  bool AwaitEnd(absl::Duration wait);

  Greeting AwaitHello(absl::Duration timeout);

  // Why the hello was refused; OK when it was not.
  absl::Status refusal() const;
  const v1::Hello& hello() const { return hello_; }

  // What the host wrote to stderr when it could not speak over its stream: where
  // a signal hit it, or why it gave up. A plugin can write such lines too; the
  // newest counts.
  struct LastWords {
    std::optional<CrashLine> crash;
    std::optional<v1::Diagnosis> refusal;
  };
  LastWords last_words() const;

  // Last lines of output and log, redacted, oldest first.
  std::deque<std::string> last_lines() const;

  // The hands of a conversation: what it does to the stream and the process.
  struct Control {
    std::function<bool(const v1::CoordinatorMessage&)> send;
    std::function<void(int signal)> signal_group;
    // Ends the process and explains its death; `phase` is what it was doing.
    std::function<v1::Diagnosis(const std::string& phase)> bury;
  };

  CallAnswer Call(v1::StepCall call, const CallLimits& limits, CallSink& sink,
                  const Interruption& interruption, const Control& control);

 private:
  struct InFlight;

  absl::Status OnHello(const v1::Hello& hello);
  void OnWelcome();
  void OnMessage(v1::HostMessage message);
  void Dispatch(v1::HostMessage& message, InFlight& call);
  void OnLog(const v1::LogBatch& batch, InFlight* call);
  void Deliver(std::vector<v1::LogLine> lines, InFlight* call);
  void Finish(InFlight& call);
  CallAnswer Lost(const v1::StepCall& call, const CallWatch& watch, const Control& control,
                  CallAnswer answer);

  const v1::StepSpec& step_;
  const SharedRedactor& redactor_;
  const absl::Duration heartbeat_interval_;

  // Held while messages are dispatched: a sink is never used after its call.
  mutable std::mutex dispatch_;
  LogRedactor log_;
  std::deque<std::string> last_lines_;
  LastWords last_words_;
  InFlight* call_ = nullptr;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  v1::Hello hello_;
  bool greeted_ = false;
  bool ended_ = false;
  absl::Status refusal_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_CONVERSATION_H_
