#include "tools/image/oci/blob.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"

namespace release::image {
namespace {

constexpr size_t kMaxText = 4 << 20;

}  // namespace

std::string BlobPathIn(std::string_view directory, const Digest& digest) {
  return Concat(directory, "/blobs/sha256/", digest.hex());
}

absl::Status WriteFailed(const std::string& path, const char* call) {
  return DiagnoseErrno(errno, {.code = "OCI-WRITE",
                               .what = Concat("cannot write ", path),
                               .why = call,
                               .fix = "name a new directory on a disk that has room"});
}

absl::StatusOr<FileDescriptor> NewFile(const std::string& path) {
  FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.valid()) return WriteFailed(path, "open");
  if (fchmod(file.get(), 0644) != 0) return WriteFailed(path, "fchmod");
  return file;
}

absl::Status WriteNewFile(const std::string& path, std::string_view content) {
  absl::StatusOr<FileDescriptor> file = NewFile(path);
  if (!file.ok()) return file.status();
  return WriteAll(file->get(), content) ? absl::OkStatus() : WriteFailed(path, "write");
}

absl::Status CheckBlob(const Descriptor& expected, const FileDigest& found, std::string_view name) {
  if (found.digest == expected.digest && found.size == expected.size) return absl::OkStatus();
  return Diagnose(
      absl::StatusCode::kDataLoss,
      {.code = "OCI-BLOB-DIGEST",
       .what = Concat(name, " is not the blob that the image names"),
       .why = Concat("the image names ", DigestText(expected.digest), " with ", expected.size,
                     " bytes; this is ", DigestText(found.digest), " with ", found.size, " bytes"),
       .fix = "get the image again from where it came"});
}

absl::Status VerifyBlob(const std::string& path, const Descriptor& expected) {
  absl::StatusOr<FileDigest> found = DigestOfFile(path);
  if (!found.ok()) return found.status();
  return CheckBlob(expected, *found, path);
}

absl::StatusOr<std::string> ReadVerified(const std::string& path, const Descriptor& expected) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxText);
  if (!text.ok()) return text.status();
  absl::Status status =
      CheckBlob(expected, {.digest = DigestOf(*text), .size = text->size()}, path);
  if (!status.ok()) return status;
  return text;
}

}  // namespace release::image
