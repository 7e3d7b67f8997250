// What differs between what is live and what should be.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_CHANGES_H_
#define RELEASE_PLUGINS_DEPLOY_APP_CHANGES_H_

#include <vector>

#include "plugins/deploy_app/config.pb.h"
#include "plugins/deploy_app/live.h"
#include "plugins/deploy_app/wanted.h"
#include "tools/sdk/context.h"

namespace release::deploy_app {

struct Difference {
  std::vector<ChangeText> worker = {};     // wrangler has to run
  std::vector<ChangeText> container = {};  // the rollout has to be brought to its end

  std::vector<std::string> left_secrets = {};  // live, and no longer in the config

  bool None() const { return worker.empty() && container.empty(); }
};

// `generation` is what a new version would be stamped with; 0 while it is not known. Generation
// and revision alone are no difference: the same work released again changes nothing.
Difference Compare(const Config& config, const Wanted& wanted, const Live& live,
                   uint64_t generation);

// The generation that the live Worker says it has; 0 when it says none.
uint64_t LiveGeneration(const Config& config, const Live& live);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_CHANGES_H_
