#include "plugins/lib/overlap/proof.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/oci/referrer.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::overlap {
namespace {

using nlohmann::json;

constexpr char kMigrationsAnnotation[] = "dev.release.overlap.migrations";
constexpr char kVerdictAnnotation[] = "dev.release.overlap.verdict";
constexpr char kCreatedAnnotation[] = "org.opencontainers.image.created";

std::string Verdict(const Proof& proof) { return proof.passed ? "pass" : "fail"; }

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

std::string ContentOf(const Proof& proof) {
  json content = {{"format", 1},
                  {"previous", proof.previous},
                  {"migrations", proof.migrations},
                  {"verdict", Verdict(proof)},
                  {"when", TimeText(proof.when)},
                  {"pending", proof.pending},
                  {"facts", proof.facts}};
  if (!proof.passed) content["reason"] = proof.reason;
  return content.dump(1, ' ', true, json::error_handler_t::replace);
}

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Absent for what is no proof of this kind.
std::optional<Proof> ProofIn(const std::string& content) {
  const json parsed = json::parse(content, nullptr, false);
  if (!parsed.is_object() || parsed.value("format", json()) != 1) return std::nullopt;
  Proof proof{.previous = TextAt(parsed, "previous"),
              .migrations = TextAt(parsed, "migrations"),
              .passed = TextAt(parsed, "verdict") == "pass",
              .reason = TextAt(parsed, "reason"),
              .when = absl::InfinitePast()};
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, TextAt(parsed, "when"), &proof.when, &error)) {
    return std::nullopt;
  }
  for (const json& version : parsed.value("pending", json::array())) {
    if (version.is_string()) proof.pending.push_back(version.get<std::string>());
  }
  return proof;
}

bool Covers(const Proof& proof, const std::vector<const migrate::Migration*>& pending) {
  return std::all_of(pending.begin(), pending.end(), [&](const migrate::Migration* migration) {
    return std::find(proof.pending.begin(), proof.pending.end(), migration->version) !=
           proof.pending.end();
  });
}

absl::Status NoProof(const std::string& previous, const std::optional<Proof>& found) {
  DiagnosisText text{.code = "OVERLAP-NO-PROOF",
                     .what = "the live generation is not proven to stand these migrations",
                     .why = Concat("there is no overlap proof for the image ", previous,
                                   " and this bundle beside the image"),
                     .fix =
                         "run the whole release, not the migrate step alone: its overlap-proof "
                         "step makes the proof"};
  if (found) {
    text.why = Concat("the proof of ", TimeText(found->when), " for the image ", previous,
                      " and this bundle says: ", found->reason);
    text.fix = "split the migration: add first, and remove in a release after the next one";
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition, std::move(text));
}

}  // namespace

std::string MigrationsDigest(const std::vector<migrate::Migration>& bundle) {
  Sha256 all;
  for (const migrate::Migration& migration : bundle) {
    all.Update(Concat(migration.file_name, " ", DigestOf(migration.text).hex(), "\n"));
  }
  return Concat("sha256:", all.Finish().hex());
}

absl::StatusOr<std::optional<Proof>> FindProof(
    Context& context, Place& place, const std::string& previous, const std::string& migrations,
    const std::vector<const migrate::Migration*>& pending) {
  absl::StatusOr<std::vector<oci::Referrer>> referrers =
      oci::ReadReferrers(place.registry(), previous, kProofType, {}, context.stop_token());
  if (!referrers.ok()) return referrers.status();
  std::optional<Proof> newest;
  for (const oci::Referrer& referrer : *referrers) {
    std::optional<Proof> proof = ProofIn(referrer.content);
    if (!proof || proof->previous != previous || proof->migrations != migrations ||
        !Covers(*proof, pending))
      continue;
    if (!newest || newest->when < proof->when) newest = std::move(proof);
  }
  return newest;
}

absl::Status PushProof(Context& context, Place& place, const Proof& proof) {
  const oci::Referrer referrer{.type = kProofType,
                               .annotations = {{kMigrationsAnnotation, proof.migrations},
                                               {kVerdictAnnotation, Verdict(proof)},
                                               {kCreatedAnnotation, TimeText(proof.when)}},
                               .content = ContentOf(proof)};
  absl::StatusOr<std::string> pushed =
      oci::PushReferrer(place.registry(), proof.previous, referrer, {}, context.stop_token());
  if (!pushed.ok()) return pushed.status();
  context.Info(
      Concat("overlap proof ", *pushed, " (", Verdict(proof), ") beside ", proof.previous));
  return absl::OkStatus();
}

absl::Status RequireProof(Context& context, const Source& source,
                          const std::vector<migrate::Migration>& bundle,
                          const std::vector<const migrate::Migration*>& pending) {
  absl::StatusOr<std::unique_ptr<Place>> place = Place::Of(context, source);
  if (!place.ok()) return place.status();
  absl::StatusOr<std::vector<std::string>> live = (*place)->LiveImages();
  if (!live.ok()) return live.status();
  if (live->empty()) context.Info("no generation before this one: no overlap to prove");
  const std::string migrations = MigrationsDigest(bundle);
  for (const std::string& previous : *live) {
    absl::StatusOr<std::optional<Proof>> proof =
        FindProof(context, **place, previous, migrations, pending);
    if (!proof.ok()) return proof.status();
    if (!proof->has_value() || !(*proof)->passed) return NoProof(previous, *proof);
  }
  return absl::OkStatus();
}

}  // namespace release::overlap
