// The migrations applied to a scratch copy while the generation before this one runs on it.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_REHEARSAL_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_REHEARSAL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/overlap_proof/probes.h"
#include "tools/image/container/unpacked_image.h"
#include "tools/sdk/context.h"

namespace release::overlap_proof {

struct RehearsalInput {
  const UnpackedImage& image;
  std::string prelude;  // SQL of what a hosted database brings along; may be empty
  std::string seed;     // SQL, run on the schema before the pending migrations; may be empty
  std::vector<const migrate::Migration*> applied;  // what the environment has, in order
  std::vector<const migrate::Migration*> pending;  // what comes now, in order
  Probes probes;
  std::string postgres_programs;
};

struct RehearsalResult {
  // OK, or OVERLAP-BREAKS-PREVIOUS, OVERLAP-MIGRATION-FAILED: a verdict about the migrations.
  absl::Status verdict;
  std::string server_version = {};
};

// In order: a new PostgreSQL; prelude, applied migrations, seed; the image starts and must pass its
// probes; each pending migration is applied under it, and the probes must pass again; the image is
// started anew and must pass once more. So what fails after a file is that file's doing.
//
// Works in `directory` only (a short path); everything that it starts has ended when it returns, or
// ends with the thread. The status is for what is no verdict: OVERLAP-SCRATCH, OVERLAP-RUN,
// OVERLAP-SMOKE-UNFIT (the probes fail without the pending migrations already), CANCELLED.
absl::StatusOr<RehearsalResult> Rehearse(Context& context, const RehearsalInput& input,
                                         const std::string& directory);

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_REHEARSAL_H_
