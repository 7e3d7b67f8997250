#include "tools/coordinator/runner/release_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/names.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

v1::Event ReleaseEvent(const std::string& release_id) {
  v1::Event event;
  event.set_release_id(release_id);
  return event;
}

}  // namespace

ReleaseRun::ReleaseRun(ReleaseRequest request, ReleaseTools tools)
    : request_(std::move(request)), tools_(std::move(tools)) {}

absl::Status ReleaseRun::Open() {
  absl::StatusOr<StepGraph> graph = StepGraph::Of(tools_.catalog.manifest);
  if (!graph.ok()) return graph.status();
  graph_.emplace(*std::move(graph));
  absl::StatusOr<std::string> key = tools_.journal.FingerprintKey();
  if (!key.ok()) return key.status();
  fingerprint_key_ = *std::move(key);

  absl::StatusOr<std::optional<ReleaseId>> unfinished = tools_.journal.Unfinished(
      tools_.environment.name, PipelineIdentity::Of(tools_.catalog.manifest));
  if (!unfinished.ok()) return unfinished.status();
  absl::Status opened;
  if (unfinished->has_value() && request_.continuation != Continuation::kNew) {
    opened = OpenPast((*unfinished)->str());
  } else if (!unfinished->has_value() && request_.continuation == Continuation::kContinueOnly) {
    return Diagnose(
        absl::StatusCode::kNotFound,
        {.code = "RELEASE-NOTHING-TO-RESUME",
         .what = absl::StrCat("no release of `", tools_.environment.name, "` is unfinished"),
         .why = "--resume continues a release and never starts one",
         .fix = "run the command without --resume"});
  } else {
    if (unfinished->has_value() && !request_.plan_only) {
      if (absl::Status abandoned = Abandon((*unfinished)->str()); !abandoned.ok()) {
        return abandoned;
      }
    }
    opened = OpenNew();
  }
  if (!opened.ok()) return opened;

  context_ = std::make_unique<StepContext>(
      StepContext{request_, tools_, facts_, fingerprint_key_, secrets_,
                  Interruption{ask_.get_token(), insist_.get_token()}});
  for (StepIndex step = 0; step < graph_->size(); ++step) {
    const v1::StepSpec& spec = tools_.catalog.manifest.steps(graph_->manifest_position(step));
    steps_.push_back(std::make_unique<RunningStep>(*context_, spec, past_.Of(spec.name())));
  }
  return absl::OkStatus();
}

absl::Status ReleaseRun::OpenNew() {
  facts_.set_release_id(ReleaseId::Random().str());
  facts_.set_environment(tools_.environment.name);
  facts_.set_revision(request_.revision);
  *facts_.mutable_rules() = tools_.environment.rules;
  if (!request_.plan_only) {
    absl::StatusOr<uint64_t> generation =
        tools_.journal.AllocateGeneration(tools_.environment.name, request_.lowest_generation);
    if (!generation.ok()) return generation.status();
    facts_.set_generation(*generation);
  }
  return RecordOpening(Started());
}

v1::Event ReleaseRun::Started() const {
  v1::Event event = ReleaseEvent(facts_.release_id());
  v1::ReleaseStarted& started = *event.mutable_release_started();
  *started.mutable_release() = facts_;
  started.set_manifest(tools_.catalog.digest.hex());
  started.set_pipeline(tools_.catalog.manifest.label());
  started.set_by(request_.by);
  for (const std::string& name : graph_->Names()) started.add_steps(name);
  return event;
}

absl::Status ReleaseRun::RecordOpening(v1::Event event) {
  absl::StatusOr<uint64_t> sequence = tools_.events.Record(std::move(event));
  if (!sequence.ok()) return sequence.status();
  opened_sequence_ = *sequence;
  return absl::OkStatus();
}

absl::Status ReleaseRun::OpenPast(const std::string& release_id) {
  absl::StatusOr<std::vector<v1::Event>> events = tools_.journal.EventsOf(release_id, 1);
  if (!events.ok()) return events.status();
  absl::StatusOr<Past> past = ReadPast(*events);
  if (!past.ok()) return past.status();
  past_ = *std::move(past);
  continued_ = true;
  facts_ = past_.release;
  facts_.set_revision(request_.revision);
  *facts_.mutable_rules() = tools_.environment.rules;

  if (request_.plan_only) return RecordOpening(Started());  // a journal of its own: a new story
  v1::Event event = ReleaseEvent(release_id);
  v1::ReleaseResumed& resumed = *event.mutable_release_resumed();
  resumed.set_manifest(tools_.catalog.digest.hex());
  resumed.set_by(request_.by);
  resumed.set_revision(request_.revision);
  for (const std::string& step : past_.InDoubt()) resumed.add_in_doubt(step);
  return RecordOpening(std::move(event));
}

absl::Status ReleaseRun::Abandon(const std::string& release_id) {
  v1::Event event = ReleaseEvent(release_id);
  v1::ReleaseFinished& finished = *event.mutable_release_finished();
  finished.set_outcome(v1::RELEASE_OUTCOME_ABANDONED);
  finished.set_state_left(absl::StrCat("given up by ", request_.by, " with --new"));
  return tools_.events.Record(std::move(event)).status();
}

absl::Status ReleaseRun::Run() {
  absl::StatusOr<Ending> ending = Stages();
  if (!ending.ok()) return ending.status();
  return Close(*ending);
}

absl::StatusOr<ReleaseRun::Ending> ReleaseRun::Stages() {
  using Stage = absl::StatusOr<Ending> (ReleaseRun::*)();
  for (const Stage stage :
       {Stage{&ReleaseRun::Prepare}, Stage{&ReleaseRun::Settle}, Stage{&ReleaseRun::Plan},
        Stage{&ReleaseRun::Approve}, Stage{&ReleaseRun::Apply}}) {
    absl::StatusOr<Ending> ending = (this->*stage)();
    if (!ending.ok() || !ending->go_on()) return ending;
  }
  return Ending{.outcome = v1::RELEASE_OUTCOME_SUCCEEDED, .diagnosis = {}};
}

absl::Status ReleaseRun::Cancel(bool insist, const std::string& by) {
  v1::Event event = ReleaseEvent(id());
  event.mutable_cancel_requested()->set_by(by);
  event.mutable_cancel_requested()->set_insist(insist);
  const absl::Status recorded = tools_.events.Record(std::move(event)).status();
  // A journal that cannot be written is no reason to go on.
  ask_.request_stop();
  if (insist) insist_.request_stop();
  return recorded;
}

bool ReleaseRun::AnyTouched() const {
  for (const auto& step : steps_) {
    if (step->touched()) return true;
  }
  return false;
}

std::string ReleaseRun::StateLeft() const {
  std::vector<std::string> done, failed, waiting;
  for (const auto& step : steps_) {
    const std::string& name = step->spec().name();
    if (step->state() == StepState::kDone) {
      done.push_back(name);
    } else if (step->state() == StepState::kFailed) {
      const bool doubt = step->diagnosis().retry() == v1::RETRY_AFTER_OBSERVE;
      failed.push_back(doubt ? absl::StrCat(name, " (its effect is in doubt)") : name);
    } else {
      waiting.push_back(name);
    }
  }
  if (!AnyTouched()) return "nothing was changed";
  std::string text = absl::StrCat(done.size(), " of ", steps_.size(), " steps are done");
  if (!done.empty()) absl::StrAppend(&text, ": ", absl::StrJoin(done, ", "));
  if (!failed.empty()) absl::StrAppend(&text, "; not finished: ", absl::StrJoin(failed, ", "));
  if (!waiting.empty()) absl::StrAppend(&text, "; not started: ", absl::StrJoin(waiting, ", "));
  return text;
}

absl::Status ReleaseRun::Close(const Ending& ending) {
  v1::Event event = ReleaseEvent(id());
  v1::ReleaseFinished& finished = *event.mutable_release_finished();
  finished.set_outcome(ending.outcome);
  if (!ending.diagnosis.code().empty()) *finished.mutable_diagnosis() = ending.diagnosis;
  if (ending.outcome != v1::RELEASE_OUTCOME_SUCCEEDED &&
      ending.outcome != v1::RELEASE_OUTCOME_PLANNED) {
    finished.set_state_left(StateLeft());
    finished.set_next_command(request_.next_command);
  }
  steps_.clear();  // hosts end before the last word is said
  return tools_.events.Record(std::move(event)).status();
}

ReleaseRun::Ending ReleaseRun::Interrupted() const {
  return {.outcome = v1::RELEASE_OUTCOME_INTERRUPTED, .diagnosis = {}};
}

ReleaseRun::Ending ReleaseRun::Stopped(const std::vector<absl::Status>& failures) {
  if (Asked()) return Interrupted();
  Problems problems;
  for (const absl::Status& failure : failures) {
    for (v1::Diagnosis& found : ProblemsIn(failure).list) {
      // Steps that use the same thing find the same wrong with it.
      const bool told =
          std::any_of(problems.list.begin(), problems.list.end(), [&](const v1::Diagnosis& other) {
            return other.code() == found.code() && other.what() == found.what() &&
                   other.fix() == found.fix();
          });
      if (!told) problems.Add(std::move(found));
    }
  }
  for (size_t i = 1; i < problems.list.size(); ++i) {
    v1::Event event = ReleaseEvent(id());
    *event.mutable_warning() = problems.list[i];
    tools_.events.Record(std::move(event)).status().IgnoreError();  // Close meets it again
  }
  // A release that has touched the world stays open for the next run.
  return {.outcome = AnyTouched() ? v1::RELEASE_OUTCOME_FAILED : v1::RELEASE_OUTCOME_REFUSED,
          .diagnosis = problems.empty() ? v1::Diagnosis() : problems.list.front()};
}

}  // namespace release
