// Runs a built plugin as a release does: the real step_host, in a process of its own.
#ifndef RELEASE_TOOLS_SDK_TESTING_HOSTED_STEP_H_
#define RELEASE_TOOLS_SDK_TESTING_HOSTED_STEP_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/release/v1/host.pb.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/sdk/testing/host_stream.h"
#include "tools/sdk/testing/step_runner.h"

namespace release::kit {

struct HostedStepOptions {
  // Files. By default the values of RELEASE_STEP_HOST and RELEASE_PLUGIN, which the macro
  // step_plugin_test sets.
  std::string step_host;
  std::string plugin;

  // 64 hex digits. Empty: the digest that the file has now.
  std::string expect_sha256;

  std::map<std::string, std::string> env;  // of the host; nothing is inherited
  absl::Duration heartbeat_interval = absl::Milliseconds(50);

  // Longer than any call in a test: its end is a failure, never a part of the test.
  absl::Duration patience = absl::Seconds(60);
};

// How a host's process ended.
struct HostEnd {
  Exit exit;
  std::string output;  // what it and its plugin wrote to stdout and stderr
};

class HostedStep : public StepRunner {
 public:
  // Starts a host and waits for its hello. When the host refuses the plugin, its own diagnosis;
  // when it died, KIT-HOST-DIED with how and its last output.
  static absl::StatusOr<std::unique_ptr<HostedStep>> Start(HostedStepOptions options = {});

  // Kills the host with its process group.
  ~HostedStep() override;

  const v1::Hello& hello() const { return hello_; }

  // Without a result when the host ended first: see End().
  Recording Run(v1::StepCall call) override;

  // Called with each message as it comes, heartbeats too, on the stream's thread. Set it between
  // calls. It may Cancel() and Kill().
  std::function<void(const v1::HostMessage&)> on_message;

  // Sends Cancel for the running call.
  void Cancel();

  // SIGKILL to the host's process group, as a coordinator in a hurry does.
  void Kill();
  void Signal(int signal);

  // Closes the stream, as a coordinator that ends does.
  void Close();

  // Waits for the end of the host.
  HostEnd End();

  // Moment of the host's start, and the heartbeats so far.
  absl::Time started() const { return started_; }
  int heartbeats() const;

 private:
  explicit HostedStep(HostedStepOptions options) : options_(std::move(options)) {}

  absl::Status Launch();
  absl::Status WhyItDied();
  void OnMessage(const v1::HostMessage& message);
  std::string Output() const;

  const HostedStepOptions options_;
  FileDescriptor output_;
  absl::Time started_;
  v1::Hello hello_;
  uint64_t last_call_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Recording recording_;  // guarded by mutex_, as all below
  std::optional<uint64_t> running_;
  int heartbeats_ = 0;

  std::optional<Process> process_;
  std::unique_ptr<HostStream> stream_;  // last: its thread uses the rest
};

}  // namespace release::kit

#endif  // RELEASE_TOOLS_SDK_TESTING_HOSTED_STEP_H_
