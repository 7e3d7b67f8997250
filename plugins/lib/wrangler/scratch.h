// A directory for one run: in memory where the machine has that, gone afterwards.
#ifndef RELEASE_PLUGINS_LIB_WRANGLER_SCRATCH_H_
#define RELEASE_PLUGINS_LIB_WRANGLER_SCRATCH_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"

namespace release::wrangler {

// Mode 0700. Removed by the destructor; one that a killed process left is removed by the next
// Create() of the same user, which knows it by the lock that died with its owner.
class Scratch {
 public:
  // Below `root`; by default /dev/shm when that is memory, else /tmp. Errors: DIRECTORY-UNUSABLE,
  // FILE-UNWRITABLE.
  static absl::StatusOr<Scratch> Create(const std::string& root = DefaultRoot());

  static std::string DefaultRoot();
  bool in_memory() const { return in_memory_; }
  const std::string& path() const { return directory_.path(); }

  // Writes `path()/name`, mode 0600. Error: FILE-UNWRITABLE.
  absl::Status Write(const std::string& name, std::string_view content) const;

 private:
  Scratch(TempDirectory directory, FileDescriptor lock, bool in_memory)
      : directory_(std::move(directory)), lock_(std::move(lock)), in_memory_(in_memory) {}

  TempDirectory directory_;
  FileDescriptor lock_;
  bool in_memory_;
};

}  // namespace release::wrangler

#endif  // RELEASE_PLUGINS_LIB_WRANGLER_SCRATCH_H_
