// The deploy-app step as a plugin.
#include "tools/sdk/plugin.h"

#include "plugins/deploy_app/step.h"

RELEASE_STEP_PLUGIN(release::deploy_app::DeployAppStep, "deploy_app", "1.0.0");
