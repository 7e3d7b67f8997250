#include "tools/coordinator/runner/step_events.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"

namespace release {

v1::Event StepEvents::Fleeting() const {
  v1::Event event;
  event.set_release_id(context_.facts.release_id());
  event.set_step(step_);
  return event;
}

void StepEvents::OnLog(const v1::LogBatch& batch) {
  context_.tools.logs.Write(context_.facts.release_id(), step_, batch);
  v1::Event event = Fleeting();
  *event.mutable_log() = batch;
  context_.tools.events.Emit(std::move(event));
}

void StepEvents::OnProgress(const v1::Progress& progress) {
  v1::Event event = Fleeting();
  *event.mutable_progress() = progress;
  context_.tools.events.Emit(std::move(event));
}

void StepEvents::OnChange(const v1::Change& change) {
  if (phase_ != v1::PHASE_APPLY) return;  // a plan's changes are recorded together
  v1::Event event;
  *event.mutable_change_applied()->mutable_change() = change;
  // A journal that fails here fails at the end of the step too, and stops it there.
  context_.Record(step_, std::move(event)).IgnoreError();
}

void StepEvents::OnWarning(const v1::Diagnosis& warning) {
  if (phase_ == v1::PHASE_PLAN && warning.severity() == v1::SEVERITY_ERROR) {
    problems_.Add(warning);
    return;
  }
  v1::Event event;
  *event.mutable_warning() = warning;
  event.mutable_warning()->set_severity(v1::SEVERITY_WARNING);
  context_.Record(step_, std::move(event)).IgnoreError();
}

absl::Status CheckArtifacts(const v1::StepSpec& spec, const v1::StepDescription& description) {
  for (const std::string& wanted : description.artifacts()) {
    const bool given = std::any_of(spec.artifacts().begin(), spec.artifacts().end(),
                                   [&](const v1::Artifact& a) { return a.name() == wanted; });
    if (given) continue;
    return Diagnose(
        absl::StatusCode::kFailedPrecondition,
        {.code = "STEP-ARTIFACT-MISSING",
         .what = absl::StrCat("step `", spec.name(), "` has no artifact `", wanted, "`"),
         .why = absl::StrCat("plugin `", spec.plugin().name(), "` (", spec.plugin().label(),
                             ") cannot work without it"),
         .fix = absl::StrCat("add artifacts = {\"", wanted, "\": ...} to ", spec.label())});
  }
  return absl::OkStatus();
}

}  // namespace release
