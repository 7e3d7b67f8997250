// The step's config with its defaults, checked.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_SETTINGS_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_SETTINGS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/deploy_pages/config.pb.h"

namespace release::deploy_pages {

inline constexpr char kWranglerArtifact[] = "wrangler";

struct Settings {
  std::string token_secret;
  absl::Duration deploy_timeout;
  absl::Duration status_interval;

  // Under their short names, with their defaults.
  std::map<std::string, Project> projects;
};

// Error: DEPLOY-PAGES-CONFIG, naming every field that is wrong.
absl::StatusOr<Settings> SettingsOf(const Config& config);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_SETTINGS_H_
