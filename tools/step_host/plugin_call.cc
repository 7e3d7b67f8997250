#include "tools/step_host/plugin_call.h"

#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/step_host/emission.h"

namespace release {
namespace {

v1::StepResult Failed(const v1::StepCall& call, std::string code, std::string what,
                      std::string why) {
  v1::StepResult result;
  result.set_outcome(v1::OUTCOME_FAILED);
  *result.mutable_diagnosis() = DiagnosisOf(Diagnose(
      absl::StatusCode::kInternal,
      {.code = std::move(code),
       .what = absl::StrCat("step ", call.step(), ": ", what),
       .why = std::move(why),
       .fix = "this is a fault of the plugin; tools/abi/step_plugin.h says what it owes its host",
       // An APPLY that ended without an answer may have changed the world.
       .retry = call.phase() == v1::PHASE_APPLY ? v1::RETRY_AFTER_OBSERVE : v1::RETRY_NEVER}));
  return result;
}

bool NeedsDiagnosis(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_FAILED || outcome == v1::OUTCOME_INCONCLUSIVE;
}

// The answer in `bytes`, or the failure to give one.
v1::StepResult ReadAnswer(const v1::StepCall& call, release_bytes bytes) {
  // Room for the call's id, which the host sets.
  constexpr size_t kMaxAnswer = kMaxMessage - 64;
  v1::StepResult result;
  if (bytes.size > kMaxAnswer || !result.ParseFromArray(bytes.data, static_cast<int>(bytes.size))) {
    return Failed(call, "HOST-ANSWER-UNREADABLE", "the plugin's answer is no StepResult",
                  absl::StrCat(bytes.size, " bytes that do not parse, or over ", kMaxAnswer));
  }
  if (result.outcome() == v1::OUTCOME_UNSPECIFIED || !v1::Outcome_IsValid(result.outcome())) {
    return Failed(call, "HOST-ANSWER-INVALID", "the plugin's answer has no outcome",
                  absl::StrCat("outcome is ", static_cast<int>(result.outcome())));
  }
  if (NeedsDiagnosis(result.outcome()) && result.diagnosis().code().empty()) {
    return Failed(
        call, "HOST-ANSWER-INVALID", "the plugin failed and does not say why",
        absl::StrCat("outcome ", v1::Outcome_Name(result.outcome()), " without a diagnosis"));
  }
  if (call.phase() == v1::PHASE_OBSERVE && result.outcome() == v1::OUTCOME_SUCCEEDED &&
      (result.observation() == v1::OBSERVATION_UNSPECIFIED ||
       !v1::Observation_IsValid(result.observation()))) {
    return Failed(call, "HOST-ANSWER-INVALID", "the plugin observed, but not what",
                  absl::StrCat("observation is ", static_cast<int>(result.observation())));
  }
  MakePrintable(result, Newlines::kKeep);
  return result;
}

v1::LogLine Stamped(v1::LogLine line) {
  if (!line.has_at()) {
    const int64_t now = absl::GetCurrentTimeNanos();
    line.mutable_at()->set_seconds(now / 1'000'000'000);
    line.mutable_at()->set_nanos(static_cast<int32_t>(now % 1'000'000'000));
  }
  if (line.level() == v1::LOG_LEVEL_UNSPECIFIED || !v1::LogLevel_IsValid(line.level())) {
    line.set_level(v1::LOG_LEVEL_INFO);
  }
  return line;
}

void Wipe(std::string& bytes) { explicit_bzero(bytes.data(), bytes.size()); }

}  // namespace

PluginCalls::PluginCalls(const release_step_plugin& plugin, Outbox& outbox)
    : plugin_(plugin),
      outbox_(outbox),
      host_{.struct_size = sizeof(release_step_host),
            .context = this,
            .emit = &PluginCalls::Emit,
            .cancelled = &PluginCalls::Cancelled} {}

void PluginCalls::Run(v1::StepCall& call) {
  refused_ = 0;
  call_id_ = call.call_id();
  v1::StepResult result = Answer(call);
  for (auto& [name, value] : *call.mutable_secrets()) Wipe(value);
  std::fflush(stdout);
  const uint64_t refused = refused_;
  if (refused > 1) {
    v1::HostMessage message;
    message.mutable_warning()->set_call_id(call.call_id());
    *message.mutable_warning()->mutable_diagnosis() = DiagnosisOf(Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "HOST-EMIT-DROPPED",
         .what = absl::StrCat(refused, " messages of step ", call.step(), " were dropped"),
         .why = "the plugin emitted what is no message of host.proto; the first is shown above",
         .fix = "mend the plugin: what it said is lost"}));
    outbox_.Push(std::move(message));
  }
  call_id_ = 0;
  v1::HostMessage message;
  *message.mutable_result() = std::move(result);
  message.mutable_result()->set_call_id(call.call_id());
  outbox_.Push(std::move(message));
}

v1::StepResult PluginCalls::Answer(const v1::StepCall& call) {
  std::string bytes = call.SerializeAsString();
  release_bytes answer = {nullptr, 0};
  try {
    const int failed = plugin_.call(
        &host_, {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, &answer);
    Wipe(bytes);
    if (failed != 0) {
      return Failed(call, "HOST-NO-ANSWER", "the plugin gave no answer",
                    absl::StrCat("its call() returned ", failed));
    }
  } catch (const std::exception& thrown) {
    Wipe(bytes);
    return Failed(call, "HOST-PLUGIN-THREW", "the plugin let an exception out", thrown.what());
  } catch (...) {
    Wipe(bytes);
    return Failed(call, "HOST-PLUGIN-THREW", "the plugin let an exception out",
                  "it is no std::exception");
  }
  return ReadAnswer(call, answer);
}

void PluginCalls::Cancel(uint64_t call_id) {
  cancelled_id_ = call_id;
  if (call_id_ == call_id && plugin_.cancel != nullptr) plugin_.cancel();
}

int PluginCalls::Cancelled(void* self) {
  PluginCalls& calls = *static_cast<PluginCalls*>(self);
  ++calls.activity_;
  return calls.cancelled_id_ == calls.call_id_ ? 1 : 0;
}

int PluginCalls::Emit(void* self, release_bytes bytes) {
  PluginCalls& calls = *static_cast<PluginCalls*>(self);
  const uint64_t call_id = calls.call_id_;
  if (call_id == 0) return 1;  // a thread that should have been stopped
  ++calls.activity_;
  absl::StatusOr<v1::HostMessage> message = ReadEmission(bytes, call_id);
  if (!message.ok()) {
    calls.Refuse(message.status());
    return 1;
  }
  if (!message->has_log()) {
    calls.outbox_.Push(*std::move(message));
    return 0;
  }
  for (v1::LogLine& line : *message->mutable_log()->mutable_lines()) {
    const v1::LogLine stamped = Stamped(std::move(line));
    for (std::string& text : PrintableLines(stamped.text())) {
      v1::LogLine printable = stamped;
      printable.set_text(std::move(text));
      calls.outbox_.PushLine(call_id, std::move(printable));
    }
  }
  return 0;
}

void PluginCalls::Refuse(const absl::Status& why) {
  if (refused_++ > 0) return;  // the rest is counted
  v1::HostMessage message;
  message.mutable_warning()->set_call_id(call_id_);
  *message.mutable_warning()->mutable_diagnosis() = DiagnosisOf(why);
  outbox_.Push(std::move(message));
}

}  // namespace release
