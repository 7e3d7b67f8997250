// What is live now, as the API tells it.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_LIVE_H_
#define RELEASE_PLUGINS_DEPLOY_APP_LIVE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/lib/cloudflare/api.h"

namespace release::deploy_app {

struct LiveWorker {
  std::string version_id;
  std::string annotation;  // `workers/message` of that version
  std::map<std::string, std::string> vars = {};
  std::vector<std::string> secrets = {};  // names
};

// The instances of the container, which follow the Worker in a rollout.
struct LiveContainer {
  std::string id = {};
  std::string image = {};                // that the application is meant to run
  std::string rollout_id = {};           // of the newest rollout; empty: there was none
  std::string rollout_status = {};       // pending, progressing, completed, reverted, replaced
  std::string rollout_image = {};        // that this rollout brings
  std::string health = {};               // healthy, degraded, unhealthy, pending
  std::vector<std::string> errors = {};  // of the instances, in the API's words
  int new_healthy = 0;                   // instances of that rollout
  int new_failed = 0;
  int current_step = 0;
  int total_steps = 0;

  // Every instance runs `wanted`, and the API calls them healthy.
  bool Runs(const std::string& wanted) const;

  // The application was told the image, but nothing brings it to the instances: a run that stopped
  // between these two calls leaves this.
  bool LacksRollout(const std::string& wanted) const;
};

struct Live {
  std::optional<LiveWorker> worker;
  std::optional<LiveContainer> container;
  std::vector<std::string> hostnames;  // custom domains of the Worker
};

absl::StatusOr<std::optional<LiveContainer>> ReadContainer(cloudflare::Api& api,
                                                           const Config& config,
                                                           const std::string& application);

// Errors: those of the API.
absl::StatusOr<Live> ReadLive(cloudflare::Api& api, const Config& config,
                              const std::string& application);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_LIVE_H_
