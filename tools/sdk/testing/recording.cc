#include "tools/sdk/testing/recording.h"

namespace release::kit {

v1::Outcome Recording::outcome() const {
  return result ? result->outcome() : v1::OUTCOME_UNSPECIFIED;
}

std::string Recording::code() const { return result ? result->diagnosis().code() : ""; }

std::vector<std::string> Recording::ChangeIds() const {
  std::vector<std::string> ids;
  for (const v1::Change& change : changes) {
    if (change.action() != v1::ACTION_NONE) ids.push_back(change.id());
  }
  return ids;
}

std::string Recording::LogText() const {
  std::string text;
  for (const v1::LogLine& line : logs) text += line.text() + "\n";
  return text;
}

void Recording::Add(const v1::HostMessage& message) {
  switch (message.message_case()) {
    case v1::HostMessage::kLog:
      for (const v1::LogLine& line : message.log().lines()) logs.push_back(line);
      break;
    case v1::HostMessage::kProgress:
      progress.push_back(message.progress());
      break;
    case v1::HostMessage::kChange:
      changes.push_back(message.change().change());
      break;
    case v1::HostMessage::kOutput:
      outputs[message.output().name()] = message.output().value();
      break;
    case v1::HostMessage::kWarning:
      warnings.push_back(message.warning().diagnosis());
      break;
    case v1::HostMessage::kResult:
      result = message.result();
      break;
    default:
      break;
  }
}

std::ostream& operator<<(std::ostream& out, const Recording& recording) {
  if (!recording.result) {
    out << "no result\n";
  } else {
    out << recording.result->DebugString();
  }
  for (const v1::Change& change : recording.changes) out << "change " << change.DebugString();
  for (const v1::Diagnosis& warning : recording.warnings)
    out << "warning " << warning.DebugString();
  constexpr size_t kShownLog = 4000;
  const std::string log = recording.LogText();
  return out << (log.size() > kShownLog ? log.substr(log.size() - kShownLog) : log);
}

v1::StepCall CallOf(v1::Phase phase, const google::protobuf::Message& config) {
  v1::StepCall call;
  call.set_call_id(1);
  call.set_phase(phase);
  call.set_step("step");
  call.set_config(config.SerializeAsString());
  call.set_attempt(1);
  call.set_idempotency_key(std::string(64, '0'));
  v1::ReleaseFacts& release = *call.mutable_release();
  release.set_release_id("test");
  release.set_environment("rehearsal");
  release.set_revision("unknown");
  release.set_generation(1);
  release.mutable_rules()->set_allow_local(true);
  return call;
}

}  // namespace release::kit
