// What should be live: the Worker, its container and what they are given.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_WANTED_H_
#define RELEASE_PLUGINS_DEPLOY_APP_WANTED_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/deploy_app/settings.h"
#include "plugins/lib/oci/image.h"
#include "tools/sdk/context.h"

namespace release::deploy_app {

struct Wanted {
  oci::Image image;
  std::string image_reference;   // HOST/ACCOUNT/REPOSITORY@sha256:...
  std::string script_path;       // of the bundle's index.js
  nlohmann::json bundle_config;  // the bundle's wrangler.json
  std::string application;       // name of the container application
  std::string class_name;

  // Variables without the marks of the release, and names of secrets that are there.
  std::map<std::string, std::string> vars;
  std::vector<std::string> secrets;

  // What the live Worker's annotation must say to be the same work; 16 hex digits each.
  std::string bundle_mark;   // script and its config
  std::string secrets_mark;  // values of the secrets, keyed by the token: tells nothing without it

  // The annotation's text, at most 100 characters.
  std::string Annotation() const;
};

// Reads the artifacts `image` and `worker`. Errors: those of ReadImage, STEP-ARTIFACT-MISSING,
// DEPLOY-APP-BUNDLE (not the bundle of this Worker), STEP-SECRET-MISSING.
absl::StatusOr<Wanted> WantedOf(const Context& context, const Config& config,
                                const Settings& settings);

// The config for wrangler: the bundle's, with image, host names, variables and marks of this
// release laid over it. `script` is the path that wrangler shall use.
nlohmann::json WranglerConfig(const Context& context, const Config& config, const Wanted& wanted,
                              const std::string& script);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_WANTED_H_
