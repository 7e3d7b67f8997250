// The verify step as a plugin.
#include "tools/sdk/plugin.h"

#include "plugins/verify/step.h"

RELEASE_STEP_PLUGIN(release::verify::VerifyStep, "verify", "1.0.0");
