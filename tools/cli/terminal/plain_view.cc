// The plain form of a release: lines, in order, nothing ever rewritten, so that
// a pipe, a CI log and a screen reader get the same.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis_text.h"
#include "tools/cli/terminal/event_view.h"
#include "tools/cli/terminal/words.h"

namespace release {
namespace {

class PlainView final : public EventView {
 public:
  PlainView(std::ostream& data, Style data_style, std::ostream& talk, Style talk_style,
            bool verbose)
      : data_(data), in_data_(data_style), talk_(talk), in_talk_(talk_style), verbose_(verbose) {}

  void Show(const v1::Event& event) override {
    switch (event.fact_case()) {
      case v1::Event::kReleaseStarted:
        Remember(event);
        ShowStarted();
        break;
      case v1::Event::kReleaseResumed:
        ShowResumed(event);
        break;
      case v1::Event::kStepReady:
        if (verbose_) ShowReady(event);
        break;
      case v1::Event::kStepPlanned:
        plans_[event.step()] = event.step_planned();
        break;
      case v1::Event::kPlanReady:
        ShowPlan(event.plan_ready());
        break;
      case v1::Event::kStepInherited:
        Say(event.step(), "done in an earlier run of this release");
        break;
      case v1::Event::kStepObserved:
        Say(event.step(), ObservedWords(event.step_observed().observation()));
        break;
      case v1::Event::kStepStarted:
        if (event.step_started().attempt() > 1) {
          Say(event.step(), absl::StrCat("try ", event.step_started().attempt()));
        }
        break;
      case v1::Event::kChangeApplied:
        ShowApplied(event);
        break;
      case v1::Event::kStepRetrying:
        ShowRetrying(event);
        break;
      case v1::Event::kStepFinished:
        ShowStepFinished(event);
        break;
      case v1::Event::kStepSkipped:
        Say(event.step(), absl::StrCat("not run: ", event.step_skipped().why()));
        break;
      case v1::Event::kCancelRequested:
        talk_ << in_talk_.Care(event.cancel_requested().insist()
                                   ? "Ending the steps now."
                                   : "Stopping cleanly; once more to end the steps at once.")
              << '\n';
        break;
      case v1::Event::kWarning:
        ShowWarning(event.warning());
        break;
      case v1::Event::kReleaseFinished:
        ShowFinished(event.release_finished());
        break;
      case v1::Event::kProgress:
        ShowProgress(event);
        break;
      case v1::Event::kLog:
        ShowLog(event);
        break;
      case v1::Event::kApproved:
      case v1::Event::FACT_NOT_SET:
        break;
    }
    talk_ << std::flush;
    data_ << std::flush;
  }

  void Remember(const v1::Event& event) override {
    if (!event.has_release_started()) return;
    const v1::ReleaseStarted& started = event.release_started();
    for (const std::string& step : started.steps()) width_ = std::max(width_, step.size());
    steps_ = {started.steps().begin(), started.steps().end()};
    facts_ = started.release();
  }

 private:
  void Say(const std::string& step, const std::string& text) {
    talk_ << "  " << in_talk_.Strong(Padded(step)) << "  " << text << '\n';
  }

  std::string Padded(std::string step) const {
    step.resize(std::max(step.size(), width_), ' ');
    return step;
  }

  void ShowStarted() {
    talk_ << "Release " << facts_.release_id() << " to " << in_talk_.Strong(facts_.environment());
    if (facts_.generation() != 0) talk_ << ", generation " << facts_.generation();
    talk_ << ", revision " << ShortRevision(facts_.revision()) << '\n';
  }

  void ShowResumed(const v1::Event& event) {
    const v1::ReleaseResumed& resumed = event.release_resumed();
    plans_.clear();
    talk_ << "Continuing release " << event.release_id() << " to "
          << in_talk_.Strong(facts_.environment()) << ", generation " << facts_.generation()
          << ", revision " << ShortRevision(resumed.revision()) << '\n';
    for (const std::string& step : resumed.in_doubt()) {
      Say(step, "was started and its result is not known; looking first");
    }
  }

  void ShowReady(const v1::Event& event) {
    const v1::StepReady& ready = event.step_ready();
    Say(event.step(), absl::StrCat("plugin ", ready.plugin(), " ", ready.plugin_version(), " (",
                                   ready.digest().substr(0, 12), ") ready in ",
                                   DurationWords(ready.start_time())));
  }

  static std::string ObservedWords(v1::Observation observation) {
    switch (observation) {
      case v1::OBSERVATION_DONE:
        return "looked: it is done";
      case v1::OBSERVATION_PARTLY:
        return "looked: it is done in part";
      default:
        return "looked: it is not done";
    }
  }

  void ShowPlan(const v1::PlanReady& ready) {
    data_ << "\nPlan for " << in_data_.Strong(facts_.environment()) << '\n';
    for (const std::string& step : steps_) {
      const auto plan = plans_.find(step);
      if (plan == plans_.end()) continue;
      bool any = false;
      for (const v1::Change& change : plan->second.changes()) {
        if (change.action() == v1::ACTION_NONE) continue;
        const std::string line =
            absl::StrCat(ActionMark(change.action()), " ", ChangeWords(change));
        data_ << "  " << in_data_.Strong(Padded(step)) << "  "
              << (change.destructive() ? in_data_.Care(line) : line) << '\n';
        any = true;
      }
      if (!any) {
        data_ << "  " << in_data_.Strong(Padded(step)) << "  " << in_data_.Faint("= no changes")
              << '\n';
      }
    }
    data_ << (ready.changes() == 0 ? "Plan: no changes"
                                   : absl::StrCat("Plan: ", Count(ready.changes(), "change")));
    if (ready.destructive() > 0)
      data_ << ", " << ready.destructive() << " of them cannot be undone";
    data_ << ". Nothing was changed yet.\n\n";
  }

  // The plan has said all about it.
  void ShowApplied(const v1::Event& event) {
    const v1::Change& change = event.change_applied().change();
    std::string line = absl::StrCat(ActionMark(change.action()), " ", change.resource());
    if (!change.after().empty()) absl::StrAppend(&line, ": ", change.after());
    Say(event.step(), line);
  }

  void ShowRetrying(const v1::Event& event) {
    const v1::Diagnosis& diagnosis = event.step_retrying().diagnosis();
    std::string line = absl::StrCat(diagnosis.code(), ": ", diagnosis.what());
    if (!diagnosis.why().empty()) absl::StrAppend(&line, " (", diagnosis.why(), ")");
    Say(event.step(), in_talk_.Care(absl::StrCat(line, "; again in ",
                                                 DurationWords(event.step_retrying().delay()))));
  }

  void ShowStepFinished(const v1::Event& event) {
    const v1::StepFinished& finished = event.step_finished();
    const std::string took = DurationWords(finished.took());
    switch (finished.outcome()) {
      case v1::OUTCOME_SUCCEEDED:
        Say(event.step(),
            in_talk_.Good(absl::StrCat("done in ", took, finished.verified() ? ", verified" : "")));
        break;
      case v1::OUTCOME_UNCHANGED:
        Say(event.step(), "nothing to do");
        break;
      case v1::OUTCOME_CANCELLED:
        Say(event.step(), in_talk_.Care(absl::StrCat("stopped after ", took)));
        break;
      case v1::OUTCOME_INCONCLUSIVE:
        Say(event.step(), in_talk_.Care(absl::StrCat("inconclusive after ", took)));
        break;
      default:
        Say(event.step(), in_talk_.Bad(absl::StrCat("failed after ", took)));
        break;
    }
    // The message keeps them in no order.
    const std::map<std::string, std::string> outputs(finished.outputs().begin(),
                                                     finished.outputs().end());
    for (const auto& [name, value] : outputs) {
      Say(event.step(), absl::StrCat(name, " = ", value));
    }
  }

  // What ends a release beside its diagnosis waits for it: people get one list.
  void ShowWarning(const v1::Diagnosis& warning) {
    if (warning.severity() == v1::SEVERITY_ERROR) {
      problems_.push_back(warning);
    } else {
      talk_ << FormatDiagnosis(warning, {.color = in_talk_.color()});
    }
  }

  void ShowProblems(const v1::Diagnosis& first) {
    if (!first.code().empty()) problems_.insert(problems_.begin(), first);
    if (problems_.empty()) return;
    if (problems_.size() > 1) {
      talk_ << '\n' << in_talk_.Strong(absl::StrCat(problems_.size(), " problems:")) << '\n';
    }
    for (const v1::Diagnosis& problem : problems_) {
      talk_ << '\n' << FormatDiagnosis(problem, {.color = in_talk_.color()});
    }
    talk_ << '\n';
    problems_.clear();
  }

  void ShowFinished(const v1::ReleaseFinished& finished) {
    ShowProblems(finished.diagnosis());
    switch (finished.outcome()) {
      case v1::RELEASE_OUTCOME_SUCCEEDED:
        data_ << in_data_.Good(absl::StrCat("Released ", facts_.environment(), ", generation ",
                                            facts_.generation(), "."))
              << '\n';
        return;
      case v1::RELEASE_OUTCOME_PLANNED:
        return;
      case v1::RELEASE_OUTCOME_REFUSED:
        data_ << in_data_.Bad("Refused.");
        break;
      case v1::RELEASE_OUTCOME_INTERRUPTED:
        data_ << in_data_.Care("Interrupted.");
        break;
      case v1::RELEASE_OUTCOME_INCONCLUSIVE:
        data_ << in_data_.Care("Inconclusive: it may be live.");
        break;
      case v1::RELEASE_OUTCOME_ABANDONED:
        data_ << "Abandoned.";
        break;
      default:
        data_ << in_data_.Bad("Failed.");
        break;
    }
    if (!finished.state_left().empty()) data_ << " State left: " << finished.state_left() << '.';
    data_ << '\n';
    if (!finished.next_command().empty()) {
      data_ << "To go on: " << in_data_.Strong(finished.next_command()) << '\n';
    }
  }

  void ShowProgress(const v1::Event& event) {
    const v1::Progress& progress = event.progress();
    std::string line = progress.text();
    const std::string amount = ProgressWords(progress);
    if (!amount.empty()) absl::StrAppend(&line, " (", amount, ")");
    std::string& last = progress_[event.step()];
    if (line == last) return;
    last = line;
    Say(event.step(), in_talk_.Faint(line));
  }

  void ShowLog(const v1::Event& event) {
    for (const v1::LogLine& line : event.log().lines()) {
      const bool loud =
          line.level() == v1::LOG_LEVEL_WARNING || line.level() == v1::LOG_LEVEL_ERROR;
      if (!verbose_ && !loud) continue;
      talk_ << "  " << Padded(event.step()) << "  | "
            << (loud ? in_talk_.Care(line.text()) : in_talk_.Faint(line.text())) << '\n';
    }
  }

  std::ostream& data_;
  const Style in_data_;
  std::ostream& talk_;
  const Style in_talk_;
  const bool verbose_;
  size_t width_ = 0;
  std::vector<std::string> steps_;
  v1::ReleaseFacts facts_;
  std::map<std::string, v1::StepPlanned> plans_;
  std::vector<v1::Diagnosis> problems_;
  std::map<std::string, std::string> progress_;  // last line shown, by step
};

}  // namespace

std::unique_ptr<EventView> NewPlainView(std::ostream& data, Style data_style, std::ostream& talk,
                                        Style talk_style, bool verbose) {
  return std::make_unique<PlainView>(data, data_style, talk, talk_style, verbose);
}

}  // namespace release
