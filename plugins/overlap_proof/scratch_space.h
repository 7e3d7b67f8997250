// A directory for one rehearsal, which nothing keeps.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_SCRATCH_SPACE_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_SCRATCH_SPACE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"

namespace release::overlap_proof {

// Below /tmp, mode 0700, with a short path; removed at the end. What a killed process left behind
// is removed by the next one of the same user: each directory holds a locked file while it is used.
class ScratchSpace {
 public:
  // Errors: those of TempDirectory; FILE-UNWRITABLE.
  static absl::StatusOr<ScratchSpace> Create();

  const std::string& path() const { return directory_.path(); }

 private:
  ScratchSpace(TempDirectory directory, FileDescriptor lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}

  TempDirectory directory_;
  FileDescriptor lock_;
};

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_SCRATCH_SPACE_H_
