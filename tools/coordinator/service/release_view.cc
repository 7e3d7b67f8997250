#include "tools/coordinator/service/release_view.h"

#include <string>

namespace release {
namespace {

v1::StepState& StepOf(v1::Release& release, const std::string& name) {
  for (v1::StepState& step : *release.mutable_steps()) {
    if (step.name() == name) return step;
  }
  v1::StepState& step = *release.add_steps();
  step.set_name(name);
  step.set_stage(v1::STEP_STAGE_WAITING);
  return step;
}

void Finish(v1::StepState& step, v1::Outcome outcome) {
  step.set_stage(v1::STEP_STAGE_DONE);
  step.set_outcome(outcome);
}

void Apply(const v1::Event& event, v1::Release& release) {
  switch (event.fact_case()) {
    case v1::Event::kReleaseStarted: {
      const v1::ReleaseStarted& started = event.release_started();
      *release.mutable_facts() = started.release();
      release.set_pipeline(started.pipeline());
      release.set_by(started.by());
      *release.mutable_started() = event.at();
      release.set_state(v1::RELEASE_STATE_PLANNING);
      for (const std::string& name : started.steps()) StepOf(release, name);
      break;
    }
    case v1::Event::kReleaseResumed:
      release.mutable_facts()->set_revision(event.release_resumed().revision());
      release.set_by(event.release_resumed().by());
      release.set_state(v1::RELEASE_STATE_PLANNING);
      release.clear_finished();
      release.clear_ended();
      break;
    case v1::Event::kStepPlanned: {
      v1::StepState& step = StepOf(release, event.step());
      step.set_stage(v1::STEP_STAGE_PLANNED);
      step.set_changes(0);
      for (const v1::Change& change : event.step_planned().changes()) {
        if (change.action() != v1::ACTION_NONE) step.set_changes(step.changes() + 1);
      }
      break;
    }
    case v1::Event::kPlanReady:
      release.set_state(event.plan_ready().needs_approval() ? v1::RELEASE_STATE_AWAITING_APPROVAL
                                                            : v1::RELEASE_STATE_APPLYING);
      break;
    case v1::Event::kApproved:
      release.set_state(v1::RELEASE_STATE_APPLYING);
      break;
    case v1::Event::kStepInherited:
      Finish(StepOf(release, event.step()), event.step_inherited().outcome());
      break;
    case v1::Event::kStepStarted: {
      v1::StepState& step = StepOf(release, event.step());
      step.set_stage(v1::STEP_STAGE_RUNNING);
      step.set_attempt(event.step_started().attempt());
      step.set_outcome(v1::OUTCOME_UNSPECIFIED);
      break;
    }
    case v1::Event::kStepFinished:
      Finish(StepOf(release, event.step()), event.step_finished().outcome());
      break;
    case v1::Event::kStepSkipped:
      StepOf(release, event.step()).set_stage(v1::STEP_STAGE_SKIPPED);
      break;
    case v1::Event::kReleaseFinished:
      release.set_state(v1::RELEASE_STATE_FINISHED);
      *release.mutable_finished() = event.release_finished();
      *release.mutable_ended() = event.at();
      break;
    default:
      break;
  }
  release.set_last_sequence(event.sequence());
}

}  // namespace

v1::Release ViewOf(const std::vector<v1::Event>& events, bool live) {
  v1::Release release;
  for (const v1::Event& event : events) Apply(event, release);
  if (live || release.has_finished()) return release;
  release.set_state(v1::RELEASE_STATE_UNFINISHED);
  for (v1::StepState& step : *release.mutable_steps()) {
    if (step.stage() == v1::STEP_STAGE_RUNNING) step.set_stage(v1::STEP_STAGE_IN_DOUBT);
  }
  return release;
}

}  // namespace release
