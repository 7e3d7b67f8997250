#include "tools/sdk/run_call.h"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <typeinfo>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/sdk/findings.h"

namespace release {
namespace {

// Lets a plan run for its count of changes alone.
class SilentChanges : public HostLink {
 public:
  explicit SilentChanges(HostLink& host) : host_(host) {}
  void Emit(const v1::HostMessage& message) override {
    if (!message.has_change() && !message.has_output()) host_.Emit(message);
  }
  bool Cancelled() override { return host_.Cancelled(); }

 private:
  HostLink& host_;
};

// An APPLY that ended badly may have changed the world.
v1::Retry RetryAfterSurprise(const v1::StepCall& call) {
  return call.phase() == v1::PHASE_APPLY ? v1::RETRY_AFTER_OBSERVE : v1::RETRY_NEVER;
}

// What a failing step said, or CANCELLED when it only did as it was told.
v1::StepResult ResultOf(const v1::StepCall& call, const absl::Status& status, bool stopping) {
  v1::StepResult result;
  result.set_call_id(call.call_id());
  if (status.ok()) {
    result.set_outcome(v1::OUTCOME_SUCCEEDED);
  } else if (absl::IsCancelled(status) && stopping) {
    result.set_outcome(v1::OUTCOME_CANCELLED);
    if (std::optional<v1::Diagnosis> said = DiagnosisIn(status)) {
      *result.mutable_diagnosis() = *std::move(said);
    }
  } else {
    const bool inconclusive = call.phase() == v1::PHASE_VERIFY && absl::IsUnknown(status);
    result.set_outcome(inconclusive ? v1::OUTCOME_INCONCLUSIVE : v1::OUTCOME_FAILED);
    *result.mutable_diagnosis() = DiagnosisOf(status);
  }
  return result;
}

// A result has room for one diagnosis. The others of a step's findings go before it, as errors.
void EmitFurther(const v1::StepCall& call, const absl::Status& status, HostLink& host) {
  for (v1::Diagnosis& diagnosis : FurtherIn(status)) {
    v1::HostMessage message;
    message.mutable_warning()->set_call_id(call.call_id());
    diagnosis.set_severity(v1::SEVERITY_ERROR);
    *message.mutable_warning()->mutable_diagnosis() = std::move(diagnosis);
    host.Emit(message);
  }
}

absl::StatusOr<v1::Observation> ObserveByPlanning(AnyStep& step, const v1::StepCall& call,
                                                  const google::protobuf::Message& config,
                                                  HostLink& host, std::stop_token stop) {
  SilentChanges silent(host);
  std::unique_ptr<Context> context = step.NewContext(call, config, silent, std::move(stop));
  if (absl::Status planned = step.AnyPlan(*context); !planned.ok()) return planned;
  return context->changes() == 0 ? v1::OBSERVATION_DONE : v1::OBSERVATION_PARTLY;
}

v1::StepResult Dispatch(AnyStep& step, const v1::StepCall& call,
                        const google::protobuf::Message& config, HostLink& host,
                        std::stop_token stop) {
  std::unique_ptr<Context> context = step.NewContext(call, config, host, stop);
  auto result_of = [&](const absl::Status& status) {
    EmitFurther(call, status, host);
    return ResultOf(call, status, context->cancelled());
  };
  switch (call.phase()) {
    case v1::PHASE_DESCRIBE: {
      absl::StatusOr<v1::StepDescription> description = step.AnyDescribe(*context);
      v1::StepResult result = result_of(description.status());
      if (description.ok()) {
        *result.mutable_description() = *std::move(description);
        result.mutable_description()->set_can_observe(true);
      }
      return result;
    }
    case v1::PHASE_OBSERVE: {
      absl::StatusOr<v1::Observation> seen = step.AnyObserve(*context);
      if (seen.status().code() == kObserveByPlanning && !DiagnosisIn(seen.status())) {
        seen = ObserveByPlanning(step, call, config, host, std::move(stop));
      }
      v1::StepResult result = result_of(seen.status());
      if (seen.ok()) result.set_observation(*seen);
      return result;
    }
    case v1::PHASE_PLAN:
      return result_of(step.AnyPlan(*context));
    case v1::PHASE_APPLY: {
      v1::StepResult result = result_of(step.AnyApply(*context));
      if (result.outcome() == v1::OUTCOME_SUCCEEDED && context->changes() == 0) {
        result.set_outcome(v1::OUTCOME_UNCHANGED);
      }
      return result;
    }
    case v1::PHASE_VERIFY:
      return result_of(step.AnyVerify(*context));
    default:
      return FailedResult(
          call, Diagnose(absl::StatusCode::kUnimplemented,
                         {.code = "STEP-UNKNOWN-PHASE",
                          .what = absl::StrCat("step ", call.step(), " was asked for phase ",
                                               static_cast<int>(call.phase())),
                          .why = "the plugin was built with an SDK that does not know it",
                          .fix = "rebuild the plugin with the coordinator's SDK"}));
  }
}

std::string NameOfCurrentException() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "something that is no exception";
  int failed = 0;
  std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &failed), std::free);
  return failed == 0 ? name.get() : type->name();
}

v1::StepResult ThrewResult(const v1::StepCall& call, std::string_view said) {
  return FailedResult(
      call,
      Diagnose(absl::StatusCode::kInternal,
               {.code = "STEP-THREW",
                .what = absl::StrCat("step ", call.step(), " threw ", NameOfCurrentException()),
                .why = std::string(said),
                .fix = "catch it in the plugin where it is thrown and return a diagnosis",
                .retry = RetryAfterSurprise(call)}));
}

}  // namespace

absl::Status Inconclusive(DiagnosisText text) {
  return Diagnose(absl::StatusCode::kUnknown, std::move(text));
}

v1::StepResult FailedResult(const v1::StepCall& call, const absl::Status& why) {
  return ResultOf(call, why, /*stopping=*/false);
}

v1::StepResult RunCall(AnyStep& step, const v1::StepCall& call, HostLink& host,
                       std::stop_token stop) {
  try {
    std::unique_ptr<google::protobuf::Message> config = step.NewConfig();
    if (!config->ParseFromString(call.config())) {
      return FailedResult(
          call, Diagnose(absl::StatusCode::kInvalidArgument,
                         {.code = "STEP-CONFIG-UNREADABLE",
                          .what = absl::StrCat("the config of step ", call.step(),
                                               " is no message of type ", config->GetTypeName()),
                          .why = absl::StrCat(call.config().size(), " bytes do not parse"),
                          .fix = "rebuild the pipeline, so that plugin and config match"}));
    }
    return Dispatch(step, call, *config, host, std::move(stop));
  } catch (const std::exception& thrown) {
    return ThrewResult(call, thrown.what());
  } catch (...) {
    return ThrewResult(call, "");
  }
}

}  // namespace release
