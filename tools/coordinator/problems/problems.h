// Several failures told at once.
//
// Whoever checks a file or a graph collects every problem before it gives up, so that a person
// fixes them in one sitting. A Problems travels inside an ordinary absl::Status: its first
// diagnosis is the status's diagnosis (tools/base/diagnosis.h), and ProblemsIn gives them all.
#ifndef RELEASE_TOOLS_COORDINATOR_PROBLEMS_PROBLEMS_H_
#define RELEASE_TOOLS_COORDINATOR_PROBLEMS_PROBLEMS_H_

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release {

// Diagnoses in the order in which a person would want to read them. Not thread-safe.
struct Problems {
  std::vector<v1::Diagnosis> list;

  bool empty() const { return list.empty(); }
  void Add(v1::Diagnosis diagnosis) { list.push_back(std::move(diagnosis)); }

  // Appends what `status` holds; nothing when it is OK.
  void AddStatus(const absl::Status& status);
};

// OK when there is none; else INVALID_ARGUMENT (or `code`) with all of them.
absl::Status ProblemsStatus(const Problems& problems,
                            absl::StatusCode code = absl::StatusCode::kInvalidArgument);

// Every diagnosis in `status`, at least one when it is not OK; none when it is.
Problems ProblemsIn(const absl::Status& status);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_PROBLEMS_PROBLEMS_H_
