// What differs between what is live and what should be.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_CHANGES_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_CHANGES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "plugins/deploy_pages/live.h"
#include "plugins/deploy_pages/wanted.h"
#include "tools/sdk/context.h"

namespace release::deploy_pages {

// No change has the value of a variable or a secret.
struct Difference {
  std::optional<ChangeText> project = {};     // it has to be made
  std::vector<ChangeText> settings = {};      // it has to be told
  std::optional<ChangeText> deployment = {};  // the site has to be deployed

  bool None() const { return !project && settings.empty() && !deployment; }
  std::vector<ChangeText> All() const;
};

// Generation and revision alone are no difference: the same work released again changes nothing.
Difference Compare(const Wanted& wanted, const std::optional<LiveProject>& live);

// The generation that what is served says it is of; 0 when it says none.
uint64_t LiveGeneration(const std::optional<LiveProject>& live);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_CHANGES_H_
