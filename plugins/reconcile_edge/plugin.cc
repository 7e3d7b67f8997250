// The reconcile-edge step as a plugin.
#include "tools/sdk/plugin.h"

#include "plugins/reconcile_edge/step.h"

RELEASE_STEP_PLUGIN(release::reconcile_edge::ReconcileEdgeStep, "reconcile_edge", "1.0.0");
