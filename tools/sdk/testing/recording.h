// What a step said during one call.
#ifndef RELEASE_TOOLS_SDK_TESTING_RECORDING_H_
#define RELEASE_TOOLS_SDK_TESTING_RECORDING_H_

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "proto/release/v1/change.pb.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/step.pb.h"

namespace release::kit {

struct Recording {
  // Absent when the step's process ended before it answered.
  std::optional<v1::StepResult> result;
  std::vector<v1::Change> changes;
  std::map<std::string, std::string> outputs;
  std::vector<v1::LogLine> logs;
  std::vector<v1::Progress> progress;
  std::vector<v1::Diagnosis> warnings;

  // OUTCOME_UNSPECIFIED without a result.
  v1::Outcome outcome() const;

  // The code of the result's diagnosis; empty without one.
  std::string code() const;

  // Ids of the changes, without those of ACTION_NONE.
  std::vector<std::string> ChangeIds() const;

  // The log's texts, a line each.
  std::string LogText() const;

  void Add(const v1::HostMessage& message);
};

// For failed expectations.
std::ostream& operator<<(std::ostream& out, const Recording& recording);

// A call of `phase` to a step named `step` with this config, as a rehearsal on loopback would
// make it (allow_local). Change it as the test needs: artifacts, inputs, secrets, timeout.
v1::StepCall CallOf(v1::Phase phase, const google::protobuf::Message& config);

}  // namespace release::kit

#endif  // RELEASE_TOOLS_SDK_TESTING_RECORDING_H_
