// What the config asks for: targets with their expectations, and the patience for them.
#ifndef RELEASE_PLUGINS_SMOKE_CHECKS_H_
#define RELEASE_PLUGINS_SMOKE_CHECKS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/lib/health/ask.h"
#include "plugins/lib/health/identity.h"
#include "plugins/lib/health/verdict.h"
#include "plugins/lib/health/watch.h"
#include "plugins/smoke/config.pb.h"
#include "tools/sdk/context.h"

namespace release::smoke {

inline constexpr char kPrefix[] = "SMOKE-";

struct Check {
  std::string name;
  health::AskSettings ask;
  health::Expectation expected;
};

// The config with its defaults filled in; `url` first. `release` is what must answer.
std::vector<Check> ChecksOf(const Config& config, const health::Identity& release);
health::Patience PatienceOf(const Config& config);

// INVALID_ARGUMENT: those of health::CheckUrl; SMOKE-CONFIG (a number out of range, a name that
// comes twice).
absl::Status CheckConfig(const Config& config, bool allow_local);

// What the inputs say that must answer. Errors: those of health::ExpectedRelease.
absl::StatusOr<health::Identity> ReleaseOf(const Context& context, const Config& config);

// `200, outbox: wired`: how a good answer looks, for people.
std::string Words(const health::Expectation& expected);

}  // namespace release::smoke

#endif  // RELEASE_PLUGINS_SMOKE_CHECKS_H_
