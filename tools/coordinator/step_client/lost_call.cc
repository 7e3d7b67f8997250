#include "tools/coordinator/step_client/lost_call.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace release {
namespace {

v1::Retry RetryOf(v1::Phase phase) {
  return phase == v1::PHASE_APPLY ? v1::RETRY_AFTER_OBSERVE : v1::RETRY_NEVER;
}

v1::Diagnosis Stopped(const v1::StepSpec& step, v1::Phase phase, StopReason reason) {
  const std::string who = absl::StrCat("step `", step.name(), "`");
  const std::string word = PhaseWord(phase);
  v1::Diagnosis diagnosis;
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(RetryOf(phase));
  switch (reason) {
    case StopReason::kTimeout:
      diagnosis.set_code("STEP-TIMEOUT");
      diagnosis.set_what(absl::StrCat(who, " took longer than it may while in ", word));
      diagnosis.set_why(absl::StrCat("its limit is ", step.timeout().seconds(), " s"));
      diagnosis.set_fix(
          absl::StrCat("see what it waited for above; if that is in order, raise "
                       "`timeout` of ",
                       step.label()));
      break;
    case StopReason::kStalled:
      diagnosis.set_code("STEP-STALLED");
      diagnosis.set_what(absl::StrCat(who, " gave no sign of life while in ", word));
      diagnosis.set_why(absl::StrCat("its plugin neither reported nor asked whether to stop for ",
                                     step.stall_timeout().seconds(), " s"));
      diagnosis.set_fix(absl::StrCat("run the same command again; if it hangs again, mend ",
                                     step.plugin().label()));
      break;
    case StopReason::kSilent:
      diagnosis.set_code("STEP-HOST-SILENT");
      diagnosis.set_what(absl::StrCat("the host of ", who, " stopped answering while in ", word));
      diagnosis.set_why("no heartbeat came: the process was stopped, or the machine is overloaded");
      diagnosis.set_fix("run the same command again");
      break;
    case StopReason::kInterrupted:
    case StopReason::kNone:
      diagnosis.set_code("STEP-INTERRUPTED");
      diagnosis.set_what(absl::StrCat(who, " was ended while in ", word));
      diagnosis.set_why("it was asked to stop and did not end in time");
      diagnosis.set_fix("run the same command again: it looks first at what was done");
      break;
  }
  return diagnosis;
}

v1::Diagnosis BrokenAnswer(const v1::StepSpec& step, v1::Phase phase, const std::string& field,
                           const std::string& why) {
  v1::Diagnosis diagnosis;
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(RetryOf(phase));
  diagnosis.set_code("PLUGIN-PROTOCOL");
  diagnosis.set_what(absl::StrCat("plugin `", step.plugin().name(), "` of step `", step.name(),
                                  "` gave an answer that is none"));
  diagnosis.set_why(absl::StrCat("StepResult.", field, ": ", why));
  diagnosis.set_fix(absl::StrCat("this is a fault of the plugin: mend ", step.plugin().label()));
  return diagnosis;
}

void Fail(v1::StepResult& result, v1::Diagnosis diagnosis) {
  result.set_outcome(v1::OUTCOME_FAILED);
  *result.mutable_diagnosis() = std::move(diagnosis);
}

}  // namespace

std::string PhaseWord(v1::Phase phase) {
  switch (phase) {
    case v1::PHASE_DESCRIBE:
      return "describe";
    case v1::PHASE_OBSERVE:
      return "observe";
    case v1::PHASE_PLAN:
      return "plan";
    case v1::PHASE_APPLY:
      return "apply";
    case v1::PHASE_VERIFY:
      return "verify";
    default:
      return absl::StrCat("phase ", static_cast<int>(phase));
  }
}

v1::StepResult LostResult(const v1::StepSpec& step, const v1::StepCall& call, StopReason reason,
                          const v1::Diagnosis& death) {
  v1::StepResult result;
  result.set_call_id(call.call_id());
  if (reason == StopReason::kNone) {
    Fail(result, death);
    return result;
  }
  v1::Diagnosis stopped = Stopped(step, call.phase(), reason);
  // Where it stood when it was aborted is what its author needs to know.
  if (!death.why().empty()) stopped.add_evidence(absl::StrCat("when it ended: ", death.why()));
  for (const std::string& line : death.evidence()) stopped.add_evidence(line);
  Fail(result, std::move(stopped));
  return result;
}

CallAnswer JudgeAnswer(const v1::StepSpec& step, const v1::StepCall& call, StopReason reason,
                       CallAnswer answer) {
  v1::StepResult& result = answer.result;
  const bool known =
      v1::Outcome_IsValid(result.outcome()) && result.outcome() != v1::OUTCOME_UNSPECIFIED;
  if (!known) {
    Fail(result, BrokenAnswer(step, call.phase(), "outcome",
                              absl::StrCat("unknown value ", static_cast<int>(result.outcome()))));
    return answer;
  }
  const bool ended_well =
      result.outcome() == v1::OUTCOME_SUCCEEDED || result.outcome() == v1::OUTCOME_UNCHANGED;
  if (result.outcome() == v1::OUTCOME_CANCELLED) {
    if (reason == StopReason::kNone) {
      Fail(result,
           BrokenAnswer(step, call.phase(), "outcome", "CANCELLED, but nobody asked it to stop"));
    } else if (reason != StopReason::kInterrupted) {
      answer.cut_short = true;
      Fail(result, Stopped(step, call.phase(), reason));
    }
  } else if (!ended_well && result.diagnosis().code().empty()) {
    Fail(result, BrokenAnswer(step, call.phase(), "diagnosis", "absent from a failure"));
  } else if (ended_well && call.phase() == v1::PHASE_DESCRIBE && !result.has_description()) {
    Fail(result, BrokenAnswer(step, call.phase(), "description", "absent from DESCRIBE"));
  } else if (ended_well && call.phase() == v1::PHASE_OBSERVE &&
             result.observation() == v1::OBSERVATION_UNSPECIFIED) {
    Fail(result, BrokenAnswer(step, call.phase(), "observation", "absent from OBSERVE"));
  }
  return answer;
}

v1::Diagnosis OversizedOutput(const v1::StepSpec& step, const v1::Output& output) {
  v1::Diagnosis diagnosis;
  diagnosis.set_severity(v1::SEVERITY_WARNING);
  diagnosis.set_code("STEP-OUTPUT-TOO-LARGE");
  diagnosis.set_what(
      absl::StrCat("output `", output.name(), "` of step `", step.name(), "` was dropped"));
  diagnosis.set_why(absl::StrCat("it has ", output.value().size(), " bytes; the limit is 64 KiB"));
  diagnosis.set_fix("a step gives large results as files");
  return diagnosis;
}

}  // namespace release
