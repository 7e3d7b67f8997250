#include "plugins/overlap_proof/prove.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "plugins/lib/oci/pull.h"
#include "plugins/lib/overlap/proof.h"
#include "plugins/overlap_proof/rehearsal.h"
#include "plugins/overlap_proof/scratch_space.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/container/unpacked_image.h"

namespace release::overlap_proof {
namespace {

absl::Status NotThere(const std::string& image, const absl::Status& cause) {
  const v1::Diagnosis why = DiagnosisOf(cause);
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OVERLAP-NO-IMAGE",
                   .what = Concat("the registry no longer has the live image ", image),
                   .why = Concat(why.what(), "; ", why.why()),
                   .fix = "deploy the generation that is live once more, which pushes its image, "
                          "then run the release again"});
}

absl::StatusOr<UnpackedImage> Fetch(Context& context, overlap::Place& place,
                                    const std::string& image, const std::string& directory) {
  oci::PullOptions options;
  options.progress = [&](uint64_t done, uint64_t total) {
    context.Progress("pulling the live image", done, total, v1::UNIT_BYTES);
  };
  const std::string layout = directory + "/layout";
  absl::Status pulled = oci::Pull(place.registry(), image, layout, options, context.stop_token());
  if (absl::IsNotFound(pulled)) return NotThere(image, pulled);
  if (!pulled.ok()) return pulled;
  const std::string digest_file = directory + "/digest";
  absl::Status written = WriteFileAtomically(digest_file, image + "\n");
  if (!written.ok()) return written;
  return UnpackImage({.layout = layout, .digest_file = digest_file}, directory + "/image");
}

std::vector<const migrate::Migration*> AppliedOf(const migrate::Survey& survey) {
  std::vector<const migrate::Migration*> applied;
  for (const migrate::Migration& migration : survey.bundle) {
    if (std::find(survey.pending.begin(), survey.pending.end(), &migration) ==
        survey.pending.end()) {
      applied.push_back(&migration);
    }
  }
  return applied;
}

}  // namespace

absl::Status Prove(Context& context, const Inputs& inputs, const migrate::Survey& survey,
                   overlap::Place& place, const std::string& image) {
  absl::StatusOr<ScratchSpace> space = ScratchSpace::Create();
  if (!space.ok()) return space.status();
  absl::StatusOr<UnpackedImage> unpacked = Fetch(context, place, image, space->path());
  if (!unpacked.ok()) return unpacked.status();
  const RehearsalInput input{.image = *unpacked,
                             .prelude = inputs.prelude,
                             .seed = inputs.seed,
                             .applied = AppliedOf(survey),
                             .pending = survey.pending,
                             .probes = inputs.probes,
                             .postgres_programs = inputs.postgres_programs};
  absl::StatusOr<RehearsalResult> result = Rehearse(context, input, space->path());
  if (!result.ok()) return result.status();

  overlap::Proof proof{.previous = image,
                       .migrations = overlap::MigrationsDigest(survey.bundle),
                       .passed = result->verdict.ok(),
                       .when = SystemClock().Now()};
  for (const migrate::Migration* migration : survey.pending) {
    proof.pending.push_back(migration->version);
  }
  proof.facts = {{"postgres", result->server_version},
                 {"inputs", Concat("sha256:", inputs.mark)},
                 {"environment", context.release().environment()},
                 {"revision", context.release().revision()}};
  if (proof.passed) return PushProof(context, place, proof);
  const v1::Diagnosis why = DiagnosisOf(result->verdict);
  proof.reason = Concat(why.code(), ": ", why.what(), "; ", why.why());
  // The verdict is what matters; without its record it is made again next time.
  if (absl::Status pushed = PushProof(context, place, proof); !pushed.ok()) context.Warn(pushed);
  return result->verdict;
}

}  // namespace release::overlap_proof
