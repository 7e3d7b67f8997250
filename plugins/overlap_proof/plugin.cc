#include "tools/sdk/plugin.h"

#include "plugins/overlap_proof/step.h"

RELEASE_STEP_PLUGIN(release::overlap_proof::OverlapProofStep, "overlap_proof", "1.0.0");
