// Diagnoses about migration files.
#ifndef RELEASE_TOOLS_MIGRATIONS_FRONT_PROBLEM_H_
#define RELEASE_TOOLS_MIGRATIONS_FRONT_PROBLEM_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release::migrations {

struct ProblemText {
  std::string code;
  std::string what;
  std::string why;
  std::string fix;
};

// An error about the whole file at `path`.
v1::Diagnosis FileProblem(std::string_view path, ProblemText text);

// The same about `length` bytes at `offset` of the file's text.
v1::Diagnosis PlacedProblem(std::string_view path, std::string_view file_text, size_t offset,
                            size_t length, ProblemText text);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_FRONT_PROBLEM_H_
