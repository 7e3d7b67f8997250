// Runs wrangler with only what it needs around it.
#ifndef RELEASE_PLUGINS_LIB_WRANGLER_RUN_H_
#define RELEASE_PLUGINS_LIB_WRANGLER_RUN_H_

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/wrangler/scratch.h"
#include "plugins/lib/wrangler/tool.h"
#include "tools/base/process.h"

namespace release::wrangler {

// Where wrangler works, and as whom.
struct Account {
  std::string_view token;      // reaches the child by its environment, and nothing else
  std::string id;              // 32 hex digits
  std::string api_base = {};   // empty: Cloudflare's
  std::string ca_bundle = {};  // a PEM file; empty: Node's own authorities
};

// What wrangler left behind.
struct Ended {
  Exit exit;
  std::vector<std::string> lines;      // what it printed last, at most 200
  std::vector<nlohmann::json> events;  // of WRANGLER_OUTPUT_FILE_PATH, in order

  // The last event of this type ("deploy"); null without one.
  const nlohmann::json* Event(std::string_view type) const;
};

// The whole environment that wrangler sees. Everything that is not here is not there: variables of
// an editor or a workspace change what wrangler does.
std::map<std::string, std::string> EnvironmentOf(const Account& account, const Scratch& scratch);

struct Run {
  Tool tool;
  Account account;
  std::vector<std::string> arguments;  // no secret
  absl::Duration timeout = absl::Minutes(10);

  // Each line that wrangler writes, as it comes; control characters are the caller's to replace.
  std::function<void(std::string_view line)> on_line = {};
  std::function<void()> tick = {};  // called a few times a second
};

// Runs it in `scratch` to its end; both on the calling thread, whose end is also wrangler's. It has
// a process group of its own, which ends with it, and on a request to stop (SIGTERM, after three
// seconds SIGKILL). Any exit code is a good result: ProblemOf() (problem.h) says what it means.
// Errors: those of Process::Start; CANCELLED; DEADLINE_EXCEEDED, WRANGLER-TIMEOUT.
absl::StatusOr<Ended> Execute(const Run& run, const Scratch& scratch, std::stop_token stop);

}  // namespace release::wrangler

#endif  // RELEASE_PLUGINS_LIB_WRANGLER_RUN_H_
