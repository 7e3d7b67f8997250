// Faults that are ordered by a file when a server starts.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_FILE_H_
#define RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "tools/localcloud/faults/fault_book.h"

namespace release::cloud {

// Orders what the file `path` (fault.h; at most 1 MiB) says; an empty path: nothing. Errors:
// FAULTS-MALFORMED, and those of ReadFile().
absl::Status OrderFromFile(const std::string& path, FaultBook& book);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_FILE_H_
