// Everything that a step finds wrong before it begins, told at once.
//
// PLAN is where a release is checked before its first effect. A step that returns the first problem
// it meets makes a person start the release as often as there are problems.
#ifndef RELEASE_TOOLS_SDK_FINDINGS_H_
#define RELEASE_TOOLS_SDK_FINDINGS_H_

#include <vector>

#include "absl/status/status.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release {

// Threads: one.
class Findings {
 public:
  // Nothing when it is OK. What several checks meet (the same code, words and cure) counts once.
  // True when it was OK.
  bool Add(const absl::Status& status);

  bool empty() const { return list_.empty(); }
  const std::vector<v1::Diagnosis>& list() const { return list_; }

  // For a step to return: OK when there is none; else a status whose diagnosis is the first, and
  // which has the others with it. They reach the person beside the first.
  absl::Status Status() const;

 private:
  absl::StatusCode code_ = absl::StatusCode::kOk;
  std::vector<v1::Diagnosis> list_;
};

// What Status() put beside the first diagnosis.
std::vector<v1::Diagnosis> FurtherIn(const absl::Status& status);

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_FINDINGS_H_
