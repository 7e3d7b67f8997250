// A diagnosis as people read it:
//
//   error[CONFIG-UNKNOWN-KEY]: unknown key `hots`
//     --> infra/environments.toml:18:3
//      |
//   18 |   hots = {}
//      |   ^^^^
//   why: a table of an environment has description, inherits, hosts, ...
//   fix: write `hosts`
//     | one line of evidence
#ifndef RELEASE_TOOLS_BASE_DIAGNOSIS_TEXT_H_
#define RELEASE_TOOLS_BASE_DIAGNOSIS_TEXT_H_

#include <string>

#include "proto/release/v1/diagnosis.pb.h"

namespace release {

struct TextStyle {
  // ANSI colours. The text says the same without them.
  bool color = false;
};

// The text, ending in a newline. Control characters in the diagnosis's fields are replaced by `?`
// (a newline starts an indented line, a tab in an excerpt becomes one space), so that a diagnosis
// can neither move the cursor nor forge a line.
std::string FormatDiagnosis(const v1::Diagnosis& diagnosis, const TextStyle& style);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_DIAGNOSIS_TEXT_H_
