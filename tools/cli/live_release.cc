#include "tools/cli/live_release.h"

#include <unistd.h>

#include <iostream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/cli/failure.h"
#include "tools/cli/person.h"
#include "tools/cli/signals.h"
#include "tools/cli/state_directory.h"
#include "tools/coordinator/service/releases_service.h"

namespace release {
namespace {

std::unique_ptr<EventView> ViewFor(const Flags& flags) {
  if (flags.output == OutputForm::kJson) return NewJsonView(std::cout);
  return NewPlainView(std::cout, Style::For(STDOUT_FILENO), std::cerr, Style::For(STDERR_FILENO),
                      flags.verbose);
}

}  // namespace

ExitCode LiveRelease::Follow() {
  ReleasesService service(journal_, events_, &run_);
  absl::StatusOr<std::unique_ptr<ReleasesServer>> server = ReleasesServer::Start(service);
  if (!server.ok()) return ShowFailure(server.status());
  std::optional<CoordinatorAddress> address;
  if (state_ != nullptr) {
    absl::StatusOr<CoordinatorAddress> published =
        CoordinatorAddress::Publish(state_->directory(), (*server)->address());
    if (!published.ok()) return ShowFailure(published.status());
    address.emplace(*std::move(published));
  }
  client_ = std::make_unique<ReleasesClient>((*server)->address());
  view_ = ViewFor(flags_);

  absl::Status engine;
  std::thread working([this, &engine] {
    engine = run_.Run();
    events_.Close();
  });
  absl::Status watched;
  {
    const StopSignals signals([this](int, int count) { OnSignal(count); });
    if (state_ != nullptr) state_->OnLost([this](const absl::Status& why) { OnLeaseLost(why); });
    watched = client_->Watch(run_.id(), [this](const v1::Event& event) { OnEvent(event); });
    working.join();
    if (state_ != nullptr) state_->OnLost(nullptr);
  }
  return Ended(engine, watched);
}

void LiveRelease::OnEvent(const v1::Event& event) {
  if (event.sequence() != 0 && event.sequence() < run_.opened_sequence()) {
    view_->Remember(event);
    return;
  }
  view_->Show(event);
  TellLease(event);
  if (event.has_release_finished()) finished_ = event.release_finished();
  if (event.has_plan_ready() && event.plan_ready().needs_approval()) Ask(event);
}

// Whoever comes second is told what this release is doing.
void LiveRelease::TellLease(const v1::Event& event) {
  if (state_ == nullptr) return;
  std::string doing;
  if (event.sequence() == run_.opened_sequence()) {
    doing = "planning";
  } else if (event.has_plan_ready() && event.plan_ready().needs_approval()) {
    doing = "waiting for approval";
  } else if (event.has_step_started()) {
    doing = absl::StrCat("step ", event.step());
  } else {
    return;
  }
  state_->Describe(run_.id(), doing);
}

void LiveRelease::Ask(const v1::Event& plan) {
  v1::ApproveRequest request;
  request.set_release_id(run_.id());
  request.set_plan_sequence(plan.sequence());
  request.set_by(PersonHere());
  request.set_how("prompt");
  switch (prompt_.Ask("Apply this plan? [y/N] ")) {
    case Answer::kYes:
      request.set_approve(true);
      break;
    case Answer::kNo:
      break;
    case Answer::kNoTerminal:
      request.set_how("no terminal to ask at; give --yes to approve without one");
      break;
    case Answer::kInterrupted:
      return;  // the signal has cancelled the release
  }
  const absl::Status answered = client_->Approve(request);
  if (!answered.ok()) {
    std::cerr << "The answer did not count: " << answered.message() << '\n';
  }
}

void LiveRelease::OnSignal(int count) {
  prompt_.Interrupt();
  const absl::Status asked = client_->Cancel(run_.id(), count > 1, PersonHere());
  if (!asked.ok()) std::cerr << "Cannot stop: " << asked.message() << '\n';
}

// Somebody else may be at work now: what runs is ended, and the journal takes nothing more.
void LiveRelease::OnLeaseLost(const absl::Status& why) {
  prompt_.Interrupt();
  std::cerr << "Stopping: " << why.message() << '\n';
  run_.Cancel(/*insist=*/DiagnosisOf(why).code() == "LEASE-LOST", "the lost lease").IgnoreError();
}

ExitCode LiveRelease::Ended(const absl::Status& engine, const absl::Status& watched) const {
  if (!engine.ok()) {
    // The journal failed: what is not in it must not be called done.
    const v1::Diagnosis diagnosis = DiagnosisOf(engine);
    std::cerr << FormatDiagnosis(diagnosis, {.color = Style::For(STDERR_FILENO).color()})
              << "\nStopped: what was done last could not be recorded. The next run looks first.\n";
    return ExitCodeOfLostJournal(diagnosis);
  }
  if (!finished_.has_value()) {
    std::cerr << "The release has ended, but its events were lost: " << watched.message() << '\n';
    return ExitCode::kInternal;
  }
  return ExitCodeOf(*finished_);
}

}  // namespace release
