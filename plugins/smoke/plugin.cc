// The smoke step as a plugin.
#include "tools/sdk/plugin.h"

#include "plugins/smoke/step.h"

RELEASE_STEP_PLUGIN(release::smoke::SmokeStep, "smoke", "1.0.0");
