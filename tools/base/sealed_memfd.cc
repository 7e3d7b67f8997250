#include "tools/base/sealed_memfd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr size_t kChunk = size_t{64} << 20;

absl::Status Failed(const std::string& path, std::string_view call) {
  const int error_number = errno;
  return DiagnoseErrno(error_number,
                       {.code = "MEMFD-FAILED",
                        .what = Concat("cannot copy ", path, " into sealed memory"),
                        .why = std::string(call),
                        .fix = "free some memory; the kernel must be Linux 3.17 or later"});
}

}  // namespace

std::string SealedMemfd::ProcPath() const { return Concat("/proc/self/fd/", fd.get()); }

absl::StatusOr<SealedMemfd> CopyToSealedMemfd(const std::string& path) {
  absl::StatusOr<FileDescriptor> file = OpenFile(path, O_RDONLY);
  if (!file.ok()) return file.status();
  // The name shows in /proc/PID/maps, where a crash report looks for it.
  const std::string name = path.substr(path.rfind('/') + 1).substr(0, 200);
  SealedMemfd copy;
  copy.fd = FileDescriptor(memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!copy.fd.valid()) return Failed(path, "memfd_create");
  while (true) {
    const ssize_t count = sendfile(copy.fd.get(), file->get(), nullptr, kChunk);
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed(path, "sendfile");
  }
  if (fcntl(copy.fd.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) !=
      0) {
    return Failed(path, "F_ADD_SEALS");
  }
  if (lseek(copy.fd.get(), 0, SEEK_SET) != 0) return Failed(path, "lseek");
  absl::StatusOr<FileDigest> digest = DigestOfDescriptor(copy.fd.get(), path);
  if (!digest.ok()) return digest.status();
  if (lseek(copy.fd.get(), 0, SEEK_SET) != 0) return Failed(path, "lseek");
  copy.digest = digest->digest;
  copy.size = digest->size;
  return copy;
}

}  // namespace release
