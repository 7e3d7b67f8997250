#include "plugins/overlap_proof/inputs.h"

#include <unistd.h>

#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

constexpr size_t kMaxFile = 16 << 20;
constexpr char kBubblewrap[] = "/usr/bin/bwrap";

// All files of an artifact, one behind the other.
absl::StatusOr<std::string> TextOf(const v1::Artifact& artifact) {
  std::string text;
  for (const v1::ArtifactFile& file : artifact.files()) {
    absl::StatusOr<std::string> part = ReadFile(file.path(), kMaxFile);
    if (!part.ok()) return part.status();
    AppendTo(text, *part, "\n");
  }
  return text;
}

absl::StatusOr<std::string> OptionalText(const Context& context, const char* name) {
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(name);
  return artifact.ok() ? TextOf(**artifact) : std::string();
}

absl::Status RequireProgram(const std::string& path, const char* package) {
  if (access(path.c_str(), X_OK) == 0) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OVERLAP-SCRATCH",
                   .what = Concat("the overlap proof needs ", path),
                   .why = "there is no such program on this machine",
                   .fix = Concat("apt-get install ", package)});
}

}  // namespace

absl::StatusOr<Inputs> ReadInputs(const Context& context, const Config& config) {
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(kProbes);
  if (!artifact.ok()) return artifact.status();
  const absl::StatusOr<std::string> text = TextOf(**artifact);
  if (!text.ok()) return text.status();
  absl::StatusOr<Probes> probes = ParseProbes(*text);
  if (!probes.ok()) return probes.status();
  absl::StatusOr<std::string> prelude = OptionalText(context, "prelude");
  if (!prelude.ok()) return prelude.status();
  absl::StatusOr<std::string> seed = OptionalText(context, "seed");
  if (!seed.ok()) return seed.status();
  Inputs inputs{.probes = *std::move(probes),
                .prelude = *std::move(prelude),
                .seed = *std::move(seed),
                .mark = {},
                .postgres_programs = config.postgres_programs().empty()
                                         ? "/usr/lib/postgresql/15/bin"
                                         : config.postgres_programs()};
  for (const char* program : {"/initdb", "/postgres"}) {
    absl::Status there = RequireProgram(inputs.postgres_programs + program, "postgresql-15");
    if (!there.ok()) return there;
  }
  if (absl::Status there = RequireProgram(kBubblewrap, "bubblewrap"); !there.ok()) return there;
  inputs.mark = DigestOf(Concat(*text, inputs.prelude, inputs.seed)).hex();
  return inputs;
}

}  // namespace release::overlap_proof
