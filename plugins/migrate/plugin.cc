// The migrate step as a plugin.
#include "tools/sdk/plugin.h"

#include "plugins/migrate/step.h"

RELEASE_STEP_PLUGIN(release::migrate::MigrateStep, "migrate", "1.0.0");
