// A frozen copy of a file: the bytes that were hashed are the bytes that will be used.
#ifndef RELEASE_TOOLS_BASE_SEALED_MEMFD_H_
#define RELEASE_TOOLS_BASE_SEALED_MEMFD_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"

namespace release {

struct SealedMemfd {
  FileDescriptor fd;  // readable and mappable; nobody can write, grow or shrink it any more
  Digest digest;      // of the copy, taken after it was sealed
  uint64_t size = 0;  // bytes

  // Name under which this process can open or dlopen the copy, as long as `fd` is open.
  std::string ProcPath() const;
};

// Copies the file into anonymous memory, seals it, then hashes the copy. Hashing the file itself
// would not do: its inode can be rewritten between the hash and the use.
// Errors: FILE-NOT-FOUND, FILE-UNREADABLE, MEMFD-FAILED (no memory, no such system call).
absl::StatusOr<SealedMemfd> CopyToSealedMemfd(const std::string& path);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_SEALED_MEMFD_H_
