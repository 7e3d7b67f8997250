#include "tools/sdk/testing/hosted_step.h"

#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/printable.h"
#include "tools/step_host/diagnosis_line.h"

namespace release::kit {
namespace {

constexpr int kSocketInChild = 3;

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

absl::StatusOr<std::unique_ptr<HostedStep>> HostedStep::Start(HostedStepOptions options) {
  if (options.step_host.empty()) options.step_host = FromEnvironment("RELEASE_STEP_HOST");
  if (options.plugin.empty()) options.plugin = FromEnvironment("RELEASE_PLUGIN");
  if (options.expect_sha256.empty()) {
    absl::StatusOr<FileDigest> now = DigestOfFile(options.plugin);
    if (!now.ok()) return now.status();
    options.expect_sha256 = now->digest.hex();
  }
  std::unique_ptr<HostedStep> step(new HostedStep(std::move(options)));
  if (absl::Status launched = step->Launch(); !launched.ok()) return launched;
  return step;
}

absl::Status HostedStep::Launch() {
  absl::StatusOr<SocketPair> pair = MakeSocketPair();
  if (!pair.ok()) return pair.status();
  output_ = FileDescriptor(memfd_create("output of a step host", MFD_CLOEXEC));
  if (!output_.valid()) return absl::ResourceExhaustedError("memfd_create failed");
  stream_ =
      std::make_unique<HostStream>(std::move(pair->ours), options_.heartbeat_interval,
                                   [this](const v1::HostMessage& message) { OnMessage(message); });

  Command command;
  command.argv = {options_.step_host, absl::StrCat("--fd=", kSocketInChild),
                  absl::StrCat("--expect-sha256=", options_.expect_sha256),
                  absl::StrCat("--plugin=", options_.plugin)};
  command.env = options_.env;
  command.out = Stdio::Fd(output_.get());
  command.err = Stdio::Fd(output_.get());
  command.fds = {{pair->theirs.get(), kSocketInChild}};
  started_ = absl::Now();
  absl::StatusOr<Process> process = Process::Start(command);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  pair->theirs.Close();  // so that the stream ends with the host

  // The end of a host that dies before it attaches is not seen by gRPC: ask the process too.
  const absl::Time end = started_ + options_.patience;
  std::optional<v1::Hello> hello;
  while (!hello && absl::Now() < end && !process_->WaitFor(absl::ZeroDuration())) {
    hello = stream_->AwaitHello(absl::Milliseconds(20));
  }
  if (!hello) return WhyItDied();
  hello_ = *std::move(hello);
  return absl::OkStatus();
}

absl::Status HostedStep::WhyItDied() {
  const HostEnd end = End();
  for (const std::string& line : PrintableLines(end.output)) {
    if (std::optional<v1::Diagnosis> diagnosis = ParseDiagnosisLine(line)) {
      return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, *std::move(diagnosis));
    }
  }
  return Diagnose(
      absl::StatusCode::kUnavailable,
      {.code = "KIT-HOST-DIED",
       .what = absl::StrCat("the step host ended before its hello: ", end.exit.ToString()),
       .why = end.output,
       .fix = absl::StrCat("run it by hand: ", options_.step_host,
                           " describe --plugin=", options_.plugin)});
}

HostedStep::~HostedStep() {
  if (process_) Kill();
  stream_.reset();  // its thread ends before what it uses
}

Recording HostedStep::Run(v1::StepCall call) {
  call.set_call_id(++last_call_);
  v1::CoordinatorMessage message;
  *message.mutable_call() = std::move(call);
  {
    std::lock_guard lock(mutex_);
    recording_ = {};
    running_ = last_call_;
  }
  if (stream_->Send(message)) {
    const absl::Time end = absl::Now() + options_.patience;
    std::unique_lock lock(mutex_);
    while (!recording_.result && absl::Now() < end) {
      changed_.wait_for(lock, std::chrono::milliseconds(20));
      if (recording_.result) break;
      // The stream's thread takes the same lock for its last messages.
      lock.unlock();
      const bool ended = stream_->AwaitEnd(absl::ZeroDuration());
      lock.lock();
      if (ended) break;
    }
  }
  std::lock_guard lock(mutex_);
  running_.reset();
  return std::move(recording_);
}

void HostedStep::OnMessage(const v1::HostMessage& message) {
  {
    std::lock_guard lock(mutex_);
    if (message.has_heartbeat()) ++heartbeats_;
  }
  if (on_message) on_message(message);
  std::lock_guard lock(mutex_);
  if (running_) recording_.Add(message);
  changed_.notify_all();
}

void HostedStep::Cancel() {
  v1::CoordinatorMessage message;
  message.mutable_cancel()->set_call_id(last_call_);
  message.mutable_cancel()->mutable_grace()->set_seconds(1);
  stream_->Send(message);
}

void HostedStep::Kill() { Signal(SIGKILL); }

void HostedStep::Signal(int signal) { process_->SignalGroup(signal); }

void HostedStep::Close() { stream_->Close(); }

HostEnd HostedStep::End() {
  std::optional<Exit> exit = process_->WaitFor(options_.patience);
  if (!exit) {
    Kill();
    exit = process_->WaitFor(options_.patience).value_or(Exit{});
  }
  return {*exit, Output()};
}

int HostedStep::heartbeats() const {
  std::lock_guard lock(mutex_);
  return heartbeats_;
}

std::string HostedStep::Output() const {
  std::string output;
  char part[4096];
  ssize_t size;
  while ((size = pread(output_.get(), part, sizeof(part), static_cast<off_t>(output.size()))) > 0) {
    output.append(part, static_cast<size_t>(size));
  }
  return output;
}

}  // namespace release::kit
