#include "tools/localcloud/cloudflare/store/blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"

namespace release::cloud {
namespace {

constexpr size_t kMaxBlob = size_t{256} << 20;

absl::Status Unwritable(const std::string& path) {
  return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                               .what = Concat("cannot write ", path),
                               .why = "",
                               .fix = "free the disk, or make the directory writable"});
}

// Without fsync, unlike WriteFileAtomically: a site has thousands of files, and what must survive
// is the end of this process, not that of the machine.
absl::Status WriteBlob(const std::string& path, std::string_view bytes) {
  std::string draft = Concat(path, ".XXXXXX");
  const FileDescriptor file(mkostemp(draft.data(), O_CLOEXEC));
  if (!file.valid()) return Unwritable(path);
  if (WriteAll(file.get(), bytes) && rename(draft.c_str(), path.c_str()) == 0) {
    return absl::OkStatus();
  }
  absl::Status status = Unwritable(path);
  unlink(draft.c_str());
  return status;
}

}  // namespace

absl::StatusOr<Digest> Blobs::Put(std::string_view bytes) const {
  const Digest digest = DigestOf(bytes);
  const std::string path = PathOf(digest);
  struct stat info;
  if (stat(path.c_str(), &info) == 0) return digest;
  absl::Status status = EnsurePrivateDirectory(path.substr(0, path.rfind('/')));
  if (status.ok()) status = WriteBlob(path, bytes);
  if (!status.ok()) return status;
  return digest;
}

absl::StatusOr<std::string> Blobs::Get(const Digest& digest) const {
  return ReadFile(PathOf(digest), kMaxBlob);
}

std::string Blobs::PathOf(const Digest& digest) const {
  const std::string hex = digest.hex();
  return Concat(directory_, "/", hex.substr(0, 2), "/", hex);
}

}  // namespace release::cloud
