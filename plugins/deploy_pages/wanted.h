// What should be live: one project's site, its variables and secrets.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_WANTED_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_WANTED_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "plugins/deploy_pages/bundle.h"
#include "plugins/deploy_pages/config.pb.h"
#include "plugins/deploy_pages/settings.h"
#include "tools/sdk/context.h"

namespace release::deploy_pages {

struct Wanted {
  std::string key;  // the short name
  Project config;
  Bundle bundle = {};
  std::map<std::string, std::string> variables = {};
  std::vector<std::string> secrets = {};  // names of those that are there

  // What a deployment's message says when it is of the same work; 16 hex digits each. A deployment
  // keeps the variables and secrets that the project had when it was made.
  std::string bundle_mark = {};
  std::string settings_mark = {};  // variables and the runtime
  std::string secrets_mark = {};   // values, keyed by the token: tells nothing without it

  // The message of a new deployment.
  std::string Message(uint64_t generation) const;

  // Whether a deployment with this message is of the same work, whatever its generation.
  bool IsSaidBy(std::string_view message) const;
};

// The value behind ` KEY=` in a deployment's message; empty without one.
std::string MarkIn(std::string_view message, std::string_view key);

// Reads the project's artifact and secrets. Errors: STEP-ARTIFACT-MISSING, DEPLOY-PAGES-BUNDLE,
// STEP-SECRET-MISSING; all at once.
absl::StatusOr<Wanted> WantedOf(const Context& context, const Settings& settings,
                                const std::string& key);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_WANTED_H_
