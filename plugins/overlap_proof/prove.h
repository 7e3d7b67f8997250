// One image, proven or not.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_PROVE_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_PROVE_H_

#include <string>

#include "absl/status/status.h"
#include "plugins/lib/migrations/survey.h"
#include "plugins/lib/overlap/previous.h"
#include "plugins/overlap_proof/inputs.h"
#include "tools/sdk/context.h"

namespace release::overlap_proof {

// Pulls the image, rehearses the survey's pending migrations with it, and puts the verdict beside
// it. OK: it passed and the proof is there. Errors: those of Rehearse() and of its verdict;
// OVERLAP-NO-IMAGE when the registry does not have it; those of oci::Pull, UnpackImage and
// PushProof.
absl::Status Prove(Context& context, const Inputs& inputs, const migrate::Survey& survey,
                   overlap::Place& place, const std::string& image);

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_PROVE_H_
