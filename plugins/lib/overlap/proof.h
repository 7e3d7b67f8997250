// The proof that the generation before this one stands the coming migrations.
#ifndef RELEASE_PLUGINS_LIB_OVERLAP_PROOF_H_
#define RELEASE_PLUGINS_LIB_OVERLAP_PROOF_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/lib/overlap/previous.h"
#include "tools/sdk/context.h"

namespace release::overlap {

// Type of the artifact beside the image (OCI 1.1), and of its content.
inline constexpr char kProofType[] = "application/vnd.release.overlap-proof.v1+json";

struct Proof {
  std::string previous = {};    // digest of the image that was run
  std::string migrations = {};  // MigrationsDigest() of the whole bundle
  bool passed = false;
  std::string reason = {};  // of a failure: its code and what it said
  absl::Time when;
  std::vector<std::string> pending = {};          // versions that were applied while it ran
  std::map<std::string, std::string> facts = {};  // tool versions, revision, digests of probes
};

// Names and bytes of all files, in order: "sha256:...". The proof is about the schema that they
// make together; which of them an interrupted run has applied already does not matter.
std::string MigrationsDigest(const std::vector<migrate::Migration>& bundle);

// The newest proof, passed or not, for this image and this bundle, in which at least these
// migrations were applied while the image ran. Absent: there is none. Anything else under its name
// is not taken for one. Errors: those of ReadReferrers.
absl::StatusOr<std::optional<Proof>> FindProof(
    Context& context, Place& place, const std::string& previous, const std::string& migrations,
    const std::vector<const migrate::Migration*>& pending);

// Puts it beside the image. Errors: those of PushReferrer.
absl::Status PushProof(Context& context, Place& place, const Proof& proof);

// OK when every live image has a passed proof for the bundle, or nothing is live. Else
// FAILED_PRECONDITION OVERLAP-NO-PROOF. It looks at the world alone, so no output of an earlier
// release can stand in for it.
absl::Status RequireProof(Context& context, const Source& source,
                          const std::vector<migrate::Migration>& bundle,
                          const std::vector<const migrate::Migration*>& pending);

}  // namespace release::overlap

#endif  // RELEASE_PLUGINS_LIB_OVERLAP_PROOF_H_
