// The deploy-pages step as a plugin.
#include "tools/sdk/plugin.h"

#include "plugins/deploy_pages/step.h"

RELEASE_STEP_PLUGIN(release::deploy_pages::DeployPagesStep, "deploy_pages", "1.0.0");
