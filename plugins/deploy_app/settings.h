// The step's config with its defaults, checked.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_SETTINGS_H_
#define RELEASE_PLUGINS_DEPLOY_APP_SETTINGS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/deploy_app/config.pb.h"

namespace release::deploy_app {

inline constexpr char kImageArtifact[] = "image";
inline constexpr char kWorkerArtifact[] = "worker";
inline constexpr char kWranglerArtifact[] = "wrangler";

struct Settings {
  std::string token_secret;
  std::string registry;
  int registry_minutes;
  absl::Duration rollout_timeout;
  absl::Duration rollout_interval;
};

// Error: DEPLOY-APP-CONFIG, naming the field.
absl::StatusOr<Settings> SettingsOf(const Config& config);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_SETTINGS_H_
