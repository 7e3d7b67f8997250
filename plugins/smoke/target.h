// Whether a URL may be asked in this environment.
#ifndef RELEASE_PLUGINS_SMOKE_TARGET_H_
#define RELEASE_PLUGINS_SMOKE_TARGET_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "plugins/smoke/config.pb.h"

namespace release::smoke {

// The config with its defaults filled in.
struct Target {
  std::string url;
  absl::Duration deadline;
  absl::Duration interval;
  absl::Duration answer_timeout;
  int consecutive;
};
Target TargetOf(const Config& config);

// INVALID_ARGUMENT: SMOKE-URL (no http or https URL, or one with a user or password),
// SMOKE-PLAINTEXT (http://) and SMOKE-LOCAL (loopback, also by `resolve`) where `allow_local` is
// false, SMOKE-CONFIG (a number or `resolve` out of range).
absl::Status CheckTarget(const Config& config, bool allow_local);

}  // namespace release::smoke

#endif  // RELEASE_PLUGINS_SMOKE_TARGET_H_
