// The smallest useful step: a file holds a greeting. Copy this folder to start a step of your own.
#include "plugins/hello/config.pb.h"
#include "tools/base/files.h"
#include "tools/sdk/plugin.h"

class HelloStep : public release::Step<release::hello::Config> {
  static bool Done(const Config& config) {
    return release::ReadFile(config.path(), 1 << 20).value_or("") == config.greeting() + "\n";
  }
  static absl::Status Announce(Context& context) {
    const Config& config = context.config();
    context.Change({.id = "greeting", .resource = config.path(), .after = config.greeting()});
    return absl::OkStatus();
  }
  absl::Status Plan(Context& context) override {
    return Done(context.config()) ? absl::OkStatus() : Announce(context);
  }
  absl::Status Apply(Context& context) override {
    const Config& config = context.config();
    if (Done(config)) return absl::OkStatus();
    absl::Status written = release::WriteFileAtomically(config.path(), config.greeting() + "\n");
    return written.ok() ? Announce(context) : written;
  }
  absl::Status Verify(Context& context) override {
    if (Done(context.config())) return absl::OkStatus();
    return release::Diagnose(absl::StatusCode::kDataLoss,
                             {.code = "HELLO-NOT-THERE",
                              .what = context.config().path() + " does not hold the greeting",
                              .fix = "look who else writes the file, then run the release again"});
  }
};

RELEASE_STEP_PLUGIN(HelloStep, "hello", "1.0.0");
