// Diagnoses about migration files, and many of them as one.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_PROBLEM_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_PROBLEM_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::migrate {

// An error about the whole file at `path`.
v1::Diagnosis FileProblem(std::string_view path, std::string_view code, std::string what,
                          std::string why, std::string fix);

// Points `problem` at `length` bytes (cut to the line) at `offset` of `text`.
void SetPlace(v1::Diagnosis& problem, std::string_view text, size_t offset, size_t length);

// OK when there are none; else FAILED_PRECONDITION with the first diagnosis, whose evidence lists
// all the others.
absl::Status AllAtOnce(const std::vector<v1::Diagnosis>& problems);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_PROBLEM_H_
