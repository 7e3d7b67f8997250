// The stages of ReleaseRun, in their order.
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/coordinator/problems/problems.h"
#include "tools/coordinator/runner/release_run.h"

namespace release {

std::vector<absl::Status> ReleaseRun::ForEachStep(
    const std::function<bool(const RunningStep&)>& wanted,
    const std::function<absl::Status(RunningStep&)>& work) {
  std::vector<absl::Status> results(steps_.size());
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (!wanted(*steps_[i])) continue;
      threads.emplace_back([&, i] { results[i] = work(*steps_[i]); });
    }
  }
  std::erase_if(results, [](const absl::Status& status) { return status.ok(); });
  return results;
}

// Hosts are started and described together: a start costs nothing that anybody
// waits for twice, and every problem is told at once.
absl::StatusOr<ReleaseRun::Ending> ReleaseRun::Prepare() {
  const auto all = [](const RunningStep&) { return true; };
  const std::vector<absl::Status> failures = ForEachStep(all, [](RunningStep& step) {
    if (absl::Status started = step.Start(); !started.ok()) return started;
    return step.Describe();
  });
  if (!failures.empty() || Asked()) return Stopped(failures);
  if (absl::Status resolved = ResolveSecrets(); !resolved.ok()) return RefusedForSecrets(resolved);
  return Ending{};
}

ReleaseRun::Ending ReleaseRun::RefusedForSecrets(const absl::Status& missing) {
  Problems problems = ProblemsIn(missing);
  for (const auto& step : steps_) step->SetInputs({});
  const auto all = [](const RunningStep&) { return true; };
  for (const absl::Status& failure : ForEachStep(all, [](RunningStep& s) { return s.Check(); })) {
    for (v1::Diagnosis& found : ProblemsIn(failure).list) {
      // The first is told of already; the second comes with the steps that give it.
      const bool known =
          found.code() == "STEP-SECRET-MISSING" || found.code() == "STEP-INPUT-MISSING";
      if (!known) problems.Add(std::move(found));
    }
  }
  return Stopped({ProblemsStatus(problems, absl::StatusCode::kFailedPrecondition)});
}

absl::Status ReleaseRun::ResolveSecrets() {
  std::map<std::string, v1::SecretNeed> needs;  // by name: steps share secrets
  for (const auto& step : steps_) {
    for (const v1::SecretNeed& need : step->description().secrets()) {
      v1::SecretNeed& known = needs.try_emplace(need.name(), need).first->second;
      known.set_optional(known.optional() && need.optional());
    }
  }
  Problems missing;
  for (const auto& [name, need] : needs) {
    absl::StatusOr<std::map<std::string, Secret>> found = tools_.resolve_secrets({need});
    if (found.ok()) {
      secrets_.merge(*found);
    } else {
      missing.AddStatus(found.status());
    }
  }

  auto redactor = std::make_shared<Redactor>();
  for (const auto& [name, secret] : secrets_) {
    const absl::Status added = redactor->AddSecret(name, secret.Reveal());
    if (added.ok()) continue;
    v1::Event event;
    event.set_release_id(id());
    *event.mutable_warning() = DiagnosisOf(added);
    event.mutable_warning()->set_severity(v1::SEVERITY_WARNING);
    if (auto recorded = tools_.events.Record(std::move(event)); !recorded.ok()) {
      return recorded.status();
    }
  }
  tools_.redactor.Replace(std::move(redactor));
  return ProblemsStatus(missing, absl::StatusCode::kFailedPrecondition);
}

Inputs ReleaseRun::InputsOf(StepIndex step) const {
  Inputs inputs;
  std::vector<StepIndex> todo = graph_->after(step);
  std::set<StepIndex> seen;
  while (!todo.empty()) {
    const StepIndex earlier = todo.back();
    todo.pop_back();
    if (!seen.insert(earlier).second) continue;
    for (const auto& [name, value] : steps_[earlier]->outputs()) {
      inputs[absl::StrCat(graph_->name(earlier), ".", name)] = value;
    }
    todo.insert(todo.end(), graph_->after(earlier).begin(), graph_->after(earlier).end());
  }
  return inputs;
}

absl::StatusOr<ReleaseRun::Ending> ReleaseRun::Settle() {
  for (StepIndex i = 0; i < steps_.size(); ++i) {  // topological: earlier ones are settled
    RunningStep& step = *steps_[i];
    step.SetInputs(InputsOf(i));
    const std::vector<StepIndex>& after = graph_->after(i);
    const bool before_done = std::all_of(after.begin(), after.end(), [this](StepIndex s) {
      return steps_[s]->state() == StepState::kDone;
    });
    absl::Status settled;
    switch (Decide(past_.Of(step.spec().name()), step.fingerprint(), before_done)) {
      case StepDecision::kInherit:
        settled = step.Inherit();
        break;
      case StepDecision::kObserve:
        settled = step.SettleDoubt();
        break;
      case StepDecision::kRun:
        break;
    }
    if (!settled.ok() || Asked()) return Stopped({settled});
    if (step.state() == StepState::kFailed) {  // done, but VERIFY disagrees
      return Ending{.outcome = v1::RELEASE_OUTCOME_FAILED, .diagnosis = step.diagnosis()};
    }
  }
  return Ending{};
}

absl::StatusOr<ReleaseRun::Ending> ReleaseRun::Plan() {
  const auto waiting = [](const RunningStep& step) { return step.state() == StepState::kWaiting; };
  const std::vector<absl::Status> failures =
      ForEachStep(waiting, [](RunningStep& step) { return step.Plan(); });
  if (!failures.empty() || Asked()) return Stopped(failures);
  if (absl::Status behind = CheckGeneration(); !behind.ok()) return Stopped({behind});

  v1::Event event;
  event.set_release_id(id());
  v1::PlanReady& ready = *event.mutable_plan_ready();
  for (const auto& step : steps_) {
    for (const v1::Change& change : step->changes()) {
      // A probe changes nothing.
      if (change.action() == v1::ACTION_NONE || change.action() == v1::ACTION_RUN) continue;
      ready.set_changes(ready.changes() + 1);
      if (change.destructive()) ready.set_destructive(ready.destructive() + 1);
    }
  }
  ready.set_plan_only(request_.plan_only);
  ready.set_needs_approval(!request_.plan_only && !request_.approved &&
                           tools_.catalog.manifest.approval() != v1::APPROVAL_NONE);
  const auto record = [&] { return tools_.events.Record(std::move(event)); };
  const absl::StatusOr<uint64_t> sequence = ready.needs_approval() ? gate_.Open(record) : record();
  if (!sequence.ok()) return sequence.status();
  if (request_.plan_only) {
    return Ending{.outcome = v1::RELEASE_OUTCOME_PLANNED, .diagnosis = {}};
  }
  return Ending{};
}

// What is live tells of releases that this state has never heard of: it is new, or was lost.
absl::Status ReleaseRun::CheckGeneration() {
  uint64_t live = 0;
  for (const auto& step : steps_) {
    const auto said = step->planned_outputs().find(kLiveGeneration);
    uint64_t number = 0;
    if (said == step->planned_outputs().end() || !absl::SimpleAtoi(said->second, &number)) continue;
    live = std::max(live, number);
  }
  // What is live may be this very release, when an earlier run of it came so far.
  const uint64_t highest = continued_ ? facts_.generation() : facts_.generation() - 1;
  if (request_.plan_only || live <= highest) return absl::OkStatus();
  generation_ahead_ = live;
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "RELEASE-GENERATION-BEHIND",
                   .what = absl::StrCat("generation ", live, " is live, and this release has ",
                                        facts_.generation()),
                   .why = "the state of the releases is new, or it was lost",
                   .fix = "nothing needs to be done: a new release begins above what is live"});
}

absl::StatusOr<ReleaseRun::Ending> ReleaseRun::Approve() {
  Verdict verdict{.approved = true, .by = request_.by, .how = "--yes"};
  if (tools_.catalog.manifest.approval() == v1::APPROVAL_NONE) {
    verdict.how = "pipeline";
  } else if (!request_.approved) {
    std::optional<Verdict> answer = gate_.Await(ask_.get_token());
    if (!answer.has_value()) return Interrupted();
    verdict = *std::move(answer);
  }
  if (!verdict.approved) {
    return Ending{
        .outcome = AnyTouched() ? v1::RELEASE_OUTCOME_INTERRUPTED : v1::RELEASE_OUTCOME_REFUSED,
        .diagnosis = DiagnosisOf(
            Diagnose(absl::StatusCode::kFailedPrecondition,
                     {.code = "RELEASE-NOT-APPROVED",
                      .what = "the plan was not approved",
                      .why = absl::StrCat(verdict.by, " said no (", verdict.how, ")"),
                      .fix = "run the same command again and answer y, or give --yes"}))};
  }
  v1::Event event;
  event.set_release_id(id());
  event.mutable_approved()->set_by(verdict.by);
  event.mutable_approved()->set_how(verdict.how);
  if (auto recorded = tools_.events.Record(std::move(event)); !recorded.ok()) {
    return recorded.status();
  }
  return Ending{};
}

StepStates ReleaseRun::States() const {
  StepStates states;
  for (const auto& step : steps_) states.push_back(step->state());
  return states;
}

absl::StatusOr<ReleaseRun::Ending> ReleaseRun::Apply() {
  absl::StatusOr<Ending> ending = ApplyLoop();
  if (!ending.ok()) return ending;
  const StepStates states = States();
  for (const StepIndex blocked : BlockedSteps(*graph_, states)) {
    const std::optional<StepIndex> blocker = BlockerOf(*graph_, states, blocked);
    const std::string why = blocker.has_value()
                                ? absl::StrCat("step `", graph_->name(*blocker), "` did not finish")
                                : "the release was stopped";
    if (absl::Status skipped = steps_[blocked]->Skip(why); !skipped.ok()) return skipped;
  }
  return ending;
}

absl::StatusOr<ReleaseRun::Ending> ReleaseRun::ApplyLoop() {
  std::mutex mutex;
  std::condition_variable finished;
  StepStates states = States();  // what the threads below have reached; guarded by mutex
  absl::Status broken;           // the journal failed; nothing new may start
  size_t running = 0;
  std::set<StepIndex> changed;  // steps that changed something, here or in an earlier run
  for (StepIndex i = 0; i < steps_.size(); ++i) {
    if (states[i] == StepState::kDone && steps_[i]->touched()) changed.insert(i);
  }
  std::vector<std::jthread> threads;

  const auto run = [&](StepIndex i, bool apply) {
    absl::Status status = apply ? steps_[i]->Apply() : steps_[i]->FinishUnchanged();
    std::lock_guard lock(mutex);
    states[i] = steps_[i]->state();
    if (!status.ok() && broken.ok()) broken = status;
    if (apply && states[i] == StepState::kDone) changed.insert(i);
    --running;
    finished.notify_all();
  };

  std::unique_lock lock(mutex);
  while (true) {
    const bool failed = std::find(states.begin(), states.end(), StepState::kFailed) != states.end();
    if (broken.ok() && !failed && !Asked()) {
      for (const StepIndex i : ReadySteps(*graph_, states)) {
        if (running >= request_.jobs) break;
        RunningStep& step = *steps_[i];
        step.SetInputs(InputsOf(i));
        // What a step before it changed may have made its plan stale.
        const std::vector<StepIndex>& after = graph_->after(i);
        const bool stale = std::any_of(after.begin(), after.end(),
                                       [&](StepIndex s) { return changed.contains(s); });
        const bool apply = step.has_changes() || stale;
        states[i] = StepState::kRunning;
        ++running;
        threads.emplace_back(run, i, apply);
      }
    }
    if (running == 0) break;
    finished.wait(lock);
  }
  lock.unlock();
  threads.clear();
  if (!broken.ok()) return broken;

  for (const auto& step : steps_) {
    if (step->state() != StepState::kFailed) continue;
    if (Asked()) return Interrupted();
    return Ending{.outcome = step->outcome() == v1::OUTCOME_INCONCLUSIVE
                                 ? v1::RELEASE_OUTCOME_INCONCLUSIVE
                                 : v1::RELEASE_OUTCOME_FAILED,
                  .diagnosis = step->diagnosis()};
  }
  const bool all_done =
      std::all_of(states.begin(), states.end(), [](StepState s) { return s == StepState::kDone; });
  return all_done ? Ending{} : Interrupted();
}

}  // namespace release
