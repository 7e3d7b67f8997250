// Makes the diagnoses of this room.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_CONFIG_PROBLEM_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_CONFIG_PROBLEM_H_

#include <string>
#include <utility>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/coordinator/config/source_text.h"
#include "tools/coordinator/problems/problems.h"

namespace release {

struct ConfigProblemText {
  std::string code;
  std::string what;
  std::string why = {};
  std::string fix = {};
};

inline v1::Diagnosis ConfigProblem(ConfigProblemText text) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(text.code));
  diagnosis.set_what(std::move(text.what));
  diagnosis.set_why(std::move(text.why));
  diagnosis.set_fix(std::move(text.fix));
  diagnosis.set_retry(v1::RETRY_NEVER);
  return diagnosis;
}

inline v1::Diagnosis ConfigProblemAt(const SourceText& source, const Span& span,
                                     ConfigProblemText text) {
  v1::Diagnosis diagnosis = ConfigProblem(std::move(text));
  *diagnosis.mutable_place() = source.At(span);
  return diagnosis;
}

// Puts the problems in the order of the file, those without a place last, and drops repetitions of
// one code at one place.
void SortProblems(Problems& problems);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_CONFIG_PROBLEM_H_
