// The calls that make a project and tell it its settings.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_PROJECT_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_PROJECT_H_

#include "absl/status/status.h"
#include "plugins/deploy_pages/live.h"
#include "plugins/deploy_pages/wanted.h"
#include "plugins/lib/cloudflare/api.h"
#include "tools/sdk/context.h"

namespace release::deploy_pages {

// Makes the project with all its settings, once: a call whose answer was lost is looked for before
// it is made again. Errors: DEPLOY-PAGES-NAME-TAKEN; those of the API; CANCELLED.
absl::Status MakeProject(Context& context, cloudflare::Api& api, Place& place,
                         const std::string& account, const Wanted& wanted);

// Tells an existing project the settings that are wanted, and takes away variables that are not.
// Sending it twice is the same as once. Errors: those of the API; STEP-SECRET-MISSING.
absl::Status TellSettings(const Context& context, cloudflare::Api& api, const Place& place,
                          const Wanted& wanted, const LiveProject& live);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_PROJECT_H_
