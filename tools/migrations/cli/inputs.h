// Reads what the program works on.
#ifndef RELEASE_TOOLS_MIGRATIONS_CLI_INPUTS_H_
#define RELEASE_TOOLS_MIGRATIONS_CLI_INPUTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/migrations/bundle/analysis.h"
#include "tools/migrations/lock/lock_file.h"

namespace release::migrations {

struct NamedFile {
  std::string path;  // where it is
  std::string name;  // for people
};

// What the rule asks for: a JSON object with
//   label       of the bundle
//   files       [{"path", "name", "copy"}]: copy is where its bytes go
//   lock        {"path" (absent when there is none), "name", "command"}
//   manifest    where the manifest goes
struct BundleRequest {
  std::string label;
  std::vector<NamedFile> files;
  std::vector<std::string> copies;  // of each file
  NamedFile lock;                   // an empty path means that there is none
  std::string lock_command;
  std::string manifest;
};
absl::StatusOr<BundleRequest> ReadBundleRequest(const std::string& path);

// The files' bytes; one that is too large is MIGRATION-TOO-LARGE with the limit.
absl::StatusOr<std::vector<SourceFile>> ReadSources(const std::vector<NamedFile>& files);

// The lock; one that is missing is MIGRATION-LOCK-MISSING, and `command` makes it. What is wrong
// with its lines is appended to `errors`.
absl::StatusOr<LockFile> LoadLock(const NamedFile& lock, const std::string& command,
                                  std::vector<v1::Diagnosis>& errors);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_CLI_INPUTS_H_
