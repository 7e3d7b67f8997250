#include "tools/coordinator/catalog/manifest_check.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/names.h"
#include "tools/base/text.h"
#include "tools/coordinator/plan/graph.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

constexpr std::uint32_t kFormat = 1;

class Checker {
 public:
  explicit Checker(const v1::PipelineManifest& manifest) : manifest_(manifest) {}

  absl::Status Check() {
    if (manifest_.format() != kFormat) {
      // Nothing else can be trusted to mean what it says.
      Add("CATALOG-FORMAT",
          Concat("the manifest has format ", manifest_.format(), ", this program reads ", kFormat),
          "the manifest and the program were built from different sources");
      return ProblemsStatus(problems_);
    }
    Require(!manifest_.label().empty(), "label");
    if (!EnvironmentName::Parse(manifest_.environment()).ok()) {
      Add("CATALOG-NAME", Concat("`", manifest_.environment(), "` cannot name an environment"),
          "the manifest's environment is lower case letters, digits, - and _");
    }
    CheckFile(manifest_.environments(), "environments");
    CheckFile(manifest_.step_host(), "step_host");
    for (const v1::StepSpec& step : manifest_.steps()) CheckStep(step);
    problems_.AddStatus(StepGraph::Of(manifest_).status());
    return ProblemsStatus(problems_);
  }

 private:
  void CheckStep(const v1::StepSpec& step) {
    const std::string at = Concat("steps.", step.name());
    if (!StepName::Parse(step.name()).ok()) {
      Add("CATALOG-NAME", Concat("`", step.name(), "` cannot name a step"),
          Concat("it is the name of ", step.label()));
    }
    Require(!step.label().empty(), Concat(at, ".label"));
    Require(!step.plugin().name().empty(), Concat(at, ".plugin.name"));
    Require(!step.plugin().label().empty(), Concat(at, ".plugin.label"));
    Require(IsPositive(step.timeout()), Concat(at, ".timeout"));
    Require(IsPositive(step.stall_timeout()), Concat(at, ".stall_timeout"));
    Require(step.attempts() >= 1, Concat(at, ".attempts"));
    CheckFile(step.plugin().file(), Concat(at, ".plugin.file"));
    for (const v1::Artifact& artifact : step.artifacts()) {
      const std::string below = Concat(at, ".artifacts.", artifact.name());
      Require(!artifact.name().empty(), Concat(below, ".name"));
      Require(!artifact.label().empty(), Concat(below, ".label"));
      Require(artifact.files_size() > 0, Concat(below, ".files"));
      for (const v1::ArtifactFile& file : artifact.files()) CheckFile(file, below);
    }
  }

  void CheckFile(const v1::ArtifactFile& file, const std::string& at) {
    Require(!file.path().empty(), Concat(at, ".path"));
    Require(!file.name().empty(), Concat(at, ".name"));
    Require(Digest::FromHex(file.digest().sha256()).ok(), Concat(at, ".digest"));
    if (!StaysBelowRoot(file.path())) {
      Add("CATALOG-PATH", Concat("`", file.path(), "` leaves the folder of the built files"),
          Concat("it is the path of ", at));
    }
  }

  static bool StaysBelowRoot(std::string_view path) {
    if (path.starts_with('/')) return false;
    int depth = 0;
    while (!path.empty()) {
      const std::string_view part = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(path.size(), part.size() + 1));
      depth += part == ".." ? -1 : 1;
      if (depth < 0) return false;
    }
    return true;
  }

  static bool IsPositive(const google::protobuf::Duration& duration) {
    return duration.seconds() >= 0 && duration.nanos() >= 0 &&
           (duration.seconds() > 0 || duration.nanos() > 0);
  }

  void Require(bool holds, const std::string& field) {
    if (!holds) {
      Add("CATALOG-INCOMPLETE", Concat("the manifest lacks `", field, "`"),
          "release_pipeline writes it; this manifest was not written by it, or by another version");
    }
  }

  void Add(std::string code, std::string what, std::string why) {
    v1::Diagnosis diagnosis;
    diagnosis.set_code(std::move(code));
    diagnosis.set_what(std::move(what));
    diagnosis.set_why(std::move(why));
    diagnosis.set_fix(manifest_.label().empty()
                          ? "build the pipeline again, and run it with tools/bazel run"
                          : Concat("build it again: tools/bazel run ", manifest_.label()));
    problems_.Add(std::move(diagnosis));
  }

  const v1::PipelineManifest& manifest_;
  Problems problems_;
};

}  // namespace

absl::StatusOr<v1::PipelineManifest> ParseManifest(std::string_view json) {
  v1::PipelineManifest manifest;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &manifest);
  if (!status.ok()) {
    return Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "CATALOG-MANIFEST-BROKEN",
         .what = "the pipeline's manifest cannot be read",
         .why = Concat("it is not the JSON of a PipelineManifest: ", std::string(status.message())),
         .fix = "build the pipeline again; do not edit the manifest"});
  }
  return manifest;
}

absl::Status CheckManifest(const v1::PipelineManifest& manifest) {
  return Checker(manifest).Check();
}

}  // namespace release
