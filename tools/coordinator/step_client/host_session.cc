#include "tools/coordinator/step_client/host_session.h"

#include <csignal>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/coordinator/step_client/attach_service.h"
#include "tools/coordinator/step_client/conversation.h"
#include "tools/coordinator/step_client/death.h"
#include "tools/coordinator/step_client/output_pump.h"

namespace release {
namespace {

// Number of the socket in the child.
constexpr int kSocketInChild = 3;

// From the end of a stream to the end of its process; a host only has to _exit.
constexpr absl::Duration kExitPatience = absl::Seconds(2);

Command HostCommand(const HostSettings& settings, const v1::StepSpec& step, int socket) {
  Command command;
  command.argv = {settings.step_host, absl::StrCat("--fd=", kSocketInChild),
                  absl::StrCat("--expect-sha256=", step.plugin().file().digest().sha256()),
                  absl::StrCat("--plugin=", step.plugin().file().path()),
                  absl::StrCat("--label=", step.plugin().label())};
  command.env = settings.environment;
  command.in = Stdio::kNull;
  command.out = Stdio::kPipe;
  command.err = Stdio::kPipe;
  command.fds = {{socket, kSocketInChild}};
  return command;
}

class HostSession final : public StepSession {
 public:
  HostSession(const HostSettings& settings, const v1::StepSpec& step,
              const SharedRedactor& redactor)
      : settings_(settings),
        step_(step),
        conversation_(step, redactor, settings.heartbeat_interval),
        service_(settings.heartbeat_interval, conversation_.Callbacks()) {}

  // Ends the host: its stream closes, it exits, and what is left of its group is killed.
  ~HostSession() override {
    service_.Shutdown();
    if (process_.has_value() && !process_->WaitFor(kExitPatience).has_value()) {
      process_->SignalGroup(SIGKILL);
    }
    EndProcess();
  }

  absl::Status Launch(Spawner& spawner) {
    const absl::Time begin = absl::Now();
    absl::StatusOr<SocketPair> pair = MakeSocketPair();
    if (!pair.ok()) return pair.status();
    if (absl::Status served = service_.Serve(pair->ours.Release()); !served.ok()) return served;
    absl::StatusOr<Process> process =
        spawner.Start(HostCommand(settings_, step_, pair->theirs.get()));
    if (!process.ok()) return process.status();
    pair->theirs.Close();
    process_.emplace(*std::move(process));
    spawner_ = &spawner;
    absl::StatusOr<std::unique_ptr<OutputPump>> pump =
        OutputPump::Start(process_->TakeStdout(), process_->TakeStderr(),
                          [this](v1::LogLine line) { conversation_.OnOutput(std::move(line)); });
    if (!pump.ok()) return pump.status();
    pump_ = *std::move(pump);
    exit_watch_ = std::thread([this] { WatchExit(); });
    begin_ = begin;
    return absl::OkStatus();
  }

  // Waits for the hello.
  absl::Status Greet() {
    const Greeting greeting = conversation_.AwaitHello(settings_.start_timeout);
    if (greeting == Greeting::kWelcome) {
      start_time_ = absl::Now() - begin_;
      return absl::OkStatus();
    }
    if (greeting == Greeting::kTimeout) process_->SignalGroup(SIGABRT);
    const absl::Status refused = conversation_.refusal();
    const v1::Diagnosis death = Explain("loading");
    return refused.ok() ? DiagnosisStatus(absl::StatusCode::kFailedPrecondition, death) : refused;
  }

  const v1::Hello& hello() const override { return conversation_.hello(); }
  absl::Duration start_time() const override { return start_time_; }

  CallAnswer Call(v1::StepCall call, const CallLimits& limits, CallSink& sink,
                  const Interruption& interruption) override {
    call.set_call_id(++last_call_);
    const Conversation::Control control{
        .send = [this](const v1::CoordinatorMessage& message) { return service_.Send(message); },
        .signal_group = [this](int signal) { process_->SignalGroup(signal); },
        .bury = [this](const std::string& phase) { return Explain(phase); },
    };
    return conversation_.Call(std::move(call), limits, sink, interruption, control);
  }

 private:
  // Waits for the process, kills what it left running, and tells how it ended:
  // in the host's own words where it had time for some.
  v1::Diagnosis Explain(const std::string& phase) {
    if (!process_->WaitFor(kExitPatience).has_value()) process_->SignalGroup(SIGKILL);
    EndProcess();
    const Conversation::LastWords words = conversation_.last_words();
    v1::Diagnosis death = ExplainDeath(step_, step_.plugin().file().path(), phase,
                                       {exit_, words.crash, conversation_.last_lines()});
    if (!words.refusal.has_value()) return death;
    v1::Diagnosis refusal = *words.refusal;
    refusal.set_retry(death.retry());
    return refusal;
  }

  void EndProcess() {
    if (!process_.has_value()) return;
    if (absl::StatusOr<Exit> exit = process_->Wait(); exit.ok()) exit_ = *exit;
    process_->SignalGroup(SIGKILL);  // children that the plugin left in its group
    if (exit_watch_.joinable()) exit_watch_.join();
    if (spawner_ != nullptr) std::exchange(spawner_, nullptr)->Buried(process_->pid());
    if (pump_ != nullptr) pump_->Finish();
  }

  // A child that the plugin forked may hold the socket, and then the stream does
  // not end with the host.
  void WatchExit() {
    if (!process_->Wait().ok()) return;
    process_->SignalGroup(SIGKILL);
    if (!conversation_.AwaitEnd(kExitPatience)) conversation_.OnEnd();
  }

  const HostSettings& settings_;
  const v1::StepSpec step_;
  Conversation conversation_;
  AttachService service_;
  std::optional<Process> process_;
  Spawner* spawner_ = nullptr;  // until the process is buried
  std::unique_ptr<OutputPump> pump_;
  std::thread exit_watch_;
  Exit exit_;
  absl::Time begin_;
  absl::Duration start_time_;
  uint64_t last_call_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<StepSession>> HostSessions::Start(const v1::StepSpec& step) {
  auto session = std::make_unique<HostSession>(settings_, step, redactor_);
  if (absl::Status launched = session->Launch(spawner_); !launched.ok()) return launched;
  if (absl::Status greeted = session->Greet(); !greeted.ok()) return greeted;
  return std::unique_ptr<StepSession>(std::move(session));
}

}  // namespace release
