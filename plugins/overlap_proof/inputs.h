// What a rehearsal is made from: the step's artifacts and settings.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_INPUTS_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_INPUTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "plugins/overlap_proof/config.pb.h"
#include "plugins/overlap_proof/probes.h"
#include "tools/sdk/context.h"

namespace release::overlap_proof {

inline constexpr char kProbes[] = "probes";

struct Inputs {
  Probes probes;
  std::string prelude;  // of the artifact `prelude`; empty without one
  std::string seed;     // of the artifact `seed`; empty without one
  std::string mark;     // digest of these three
  std::string postgres_programs;
};

// Errors: STEP-ARTIFACT-MISSING; OVERLAP-PROBES; OVERLAP-SCRATCH when this machine has not the
// programs of PostgreSQL or no bubblewrap; those of reading files.
absl::StatusOr<Inputs> ReadInputs(const Context& context, const Config& config);

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_INPUTS_H_
