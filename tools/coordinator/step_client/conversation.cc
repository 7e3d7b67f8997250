#include "tools/coordinator/step_client/conversation.h"

#include <chrono>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/proto_duration.h"
#include "tools/coordinator/step_client/greeting.h"
#include "tools/coordinator/step_client/lost_call.h"
#include "tools/step_host/diagnosis_line.h"

namespace release {
namespace {

using std::chrono::steady_clock;

constexpr size_t kLastLines = 50;
constexpr size_t kMaxOutputValue = 64 * 1024;

}  // namespace

// A call that waits for its result. The first group of fields is guarded by
// dispatch_, the second by mutex_.
struct Conversation::InFlight {
  InFlight(uint64_t call_id, CallSink& to, CallWatch& ladder)
      : id(call_id), sink(to), watch(ladder) {}

  const uint64_t id;
  CallSink& sink;
  CallAnswer answer;

  CallWatch& watch;
  bool done = false;
};

Conversation::Conversation(const v1::StepSpec& step, const SharedRedactor& redactor,
                           absl::Duration heartbeat_interval)
    : step_(step),
      redactor_(redactor),
      heartbeat_interval_(heartbeat_interval),
      log_(redactor.current()) {}

AttachService::Callbacks Conversation::Callbacks() {
  return {.on_hello = [this](const v1::Hello& hello) { return OnHello(hello); },
          .on_welcome = [this] { OnWelcome(); },
          .on_message = [this](v1::HostMessage message) { OnMessage(std::move(message)); },
          .on_end = [this] { OnEnd(); }};
}

absl::Status Conversation::OnHello(const v1::Hello& hello) {
  absl::Status verdict = CheckHello(step_, hello);
  {
    std::lock_guard lock(mutex_);
    hello_ = hello;
    refusal_ = verdict;
  }
  changed_.notify_all();
  return verdict;
}

void Conversation::OnWelcome() {
  {
    std::lock_guard lock(mutex_);
    greeted_ = true;
  }
  changed_.notify_all();
}

Greeting Conversation::AwaitHello(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  const bool told = changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout),
                                      [this] { return greeted_ || ended_ || !refusal_.ok(); });
  if (greeted_) return Greeting::kWelcome;
  if (!refusal_.ok()) return Greeting::kRefused;
  return told ? Greeting::kEnded : Greeting::kTimeout;
}

absl::Status Conversation::refusal() const {
  std::lock_guard lock(mutex_);
  return refusal_;
}

Conversation::LastWords Conversation::last_words() const {
  std::lock_guard lock(dispatch_);
  return last_words_;
}

std::deque<std::string> Conversation::last_lines() const {
  std::lock_guard lock(dispatch_);
  return last_lines_;
}

void Conversation::OnEnd() {
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
}

bool Conversation::AwaitEnd(absl::Duration wait) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoMilliseconds(wait), [this] { return ended_; });
}

void Conversation::OnOutput(v1::LogLine line) {
  std::lock_guard dispatching(dispatch_);
  if (std::optional<CrashLine> crash = ParseCrashLine(line.text())) {
    last_words_.crash = std::move(crash);
    return;
  }
  if (std::optional<v1::Diagnosis> refusal = ParseDiagnosisLine(line.text())) {
    redactor_.current()->RedactMessage(&*refusal);
    last_words_.refusal = std::move(refusal);
    return;
  }
  v1::LogBatch batch;
  *batch.add_lines() = std::move(line);
  OnLog(batch, call_);
}

void Conversation::OnMessage(v1::HostMessage message) {
  std::lock_guard dispatching(dispatch_);
  if (call_ == nullptr) return;  // a plugin's thread that is late, or a heartbeat between calls
  redactor_.current()->RedactMessage(&message);
  const auto now = steady_clock::now();
  if (message.has_heartbeat()) {
    std::lock_guard lock(mutex_);
    call_->watch.OnHeartbeat(message.heartbeat().activity(), now);
  } else {
    {
      std::lock_guard lock(mutex_);
      call_->watch.OnMessage(now);
    }
    Dispatch(message, *call_);
  }
  changed_.notify_all();
}

void Conversation::Dispatch(v1::HostMessage& message, InFlight& call) {
  switch (message.message_case()) {
    case v1::HostMessage::kLog:
      if (message.log().call_id() == call.id) OnLog(message.log(), &call);
      break;
    case v1::HostMessage::kProgress:
      if (message.progress().call_id() == call.id) call.sink.OnProgress(message.progress());
      break;
    case v1::HostMessage::kChange:
      if (message.change().call_id() != call.id) break;
      call.answer.changes.push_back(message.change().change());
      call.sink.OnChange(message.change().change());
      break;
    case v1::HostMessage::kOutput:
      if (message.output().call_id() != call.id) break;
      if (message.output().value().size() > kMaxOutputValue) {
        call.sink.OnWarning(OversizedOutput(step_, message.output()));
        break;
      }
      call.answer.outputs[message.output().name()] = message.output().value();
      break;
    case v1::HostMessage::kWarning:
      if (message.warning().call_id() == call.id)
        call.sink.OnWarning(message.warning().diagnosis());
      break;
    case v1::HostMessage::kResult:
      if (message.result().call_id() != call.id) break;
      Deliver(log_.Flush(), &call);
      call.answer.result = std::move(*message.mutable_result());
      Finish(call);
      break;
    case v1::HostMessage::kHello:
    case v1::HostMessage::kHeartbeat:
    case v1::HostMessage::MESSAGE_NOT_SET:
      break;
  }
}

void Conversation::Finish(InFlight& call) {
  call_ = nullptr;
  std::lock_guard lock(mutex_);
  call.done = true;
}

void Conversation::OnLog(const v1::LogBatch& batch, InFlight* call) {
  if (std::shared_ptr<const Redactor> current = redactor_.current(); current != log_.redactor()) {
    Deliver(log_.Switch(std::move(current)), call);
  }
  for (const v1::LogLine& line : batch.lines()) Deliver(log_.Push(line), call);
}

void Conversation::Deliver(std::vector<v1::LogLine> lines, InFlight* call) {
  if (lines.empty()) return;
  v1::LogBatch batch;
  for (v1::LogLine& line : lines) {
    last_lines_.push_back(line.text());
    if (last_lines_.size() > kLastLines) last_lines_.pop_front();
    *batch.add_lines() = std::move(line);
  }
  if (call == nullptr) return;
  batch.set_call_id(call->id);
  call->sink.OnLog(batch);
}

CallAnswer Conversation::Call(v1::StepCall call, const CallLimits& limits, CallSink& sink,
                              const Interruption& interruption, const Control& control) {
  CallWatch watch(limits, heartbeat_interval_, steady_clock::now());
  InFlight in_flight(call.call_id(), sink, watch);
  {
    std::lock_guard dispatching(dispatch_);
    call_ = &in_flight;
  }
  const auto wake = [this] {
    { std::lock_guard lock(mutex_); }  // so that the waiter is waiting, not about to
    changed_.notify_all();
  };
  const std::stop_callback on_ask(interruption.ask, wake);
  const std::stop_callback on_insist(interruption.insist, wake);

  v1::CoordinatorMessage request;
  *request.mutable_call() = call;
  control.send(request);  // a dead stream shows as the end
  request.Clear();        // it held secrets

  std::unique_lock lock(mutex_);
  while (!in_flight.done && !ended_) {
    const StopAction action = watch.Due(interruption.ask.stop_requested(),
                                        interruption.insist.stop_requested(), steady_clock::now());
    if (action == StopAction::kWait) {
      if (watch.Next() == CallWatch::Time::max()) {
        changed_.wait(lock);
      } else {
        changed_.wait_until(lock, watch.Next());
      }
      continue;
    }
    lock.unlock();  // sending may block on a host that does not read
    if (action == StopAction::kCancel) {
      v1::CoordinatorMessage message;
      message.mutable_cancel()->set_call_id(call.call_id());
      *message.mutable_cancel()->mutable_grace() = ToProto(limits.grace);
      control.send(message);
    } else {
      control.signal_group(action == StopAction::kAbort ? SIGABRT : SIGKILL);
    }
    lock.lock();
  }
  const bool done = in_flight.done;
  lock.unlock();
  {
    std::lock_guard dispatching(dispatch_);
    call_ = nullptr;
  }
  if (!done) return Lost(call, watch, control, std::move(in_flight.answer));
  return JudgeAnswer(step_, call, watch.reason(), std::move(in_flight.answer));
}

CallAnswer Conversation::Lost(const v1::StepCall& call, const CallWatch& watch,
                              const Control& control, CallAnswer answer) {
  const v1::Diagnosis death = control.bury(PhaseWord(call.phase()));
  answer.host_lost = true;
  answer.result = LostResult(step_, call, watch.reason(), death);
  return answer;
}

}  // namespace release
