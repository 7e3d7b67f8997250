// Blobs as files: written so that others can read them, and verified when they are read.
#ifndef RELEASE_TOOLS_IMAGE_OCI_BLOB_H_
#define RELEASE_TOOLS_IMAGE_OCI_BLOB_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/image/oci/descriptor.h"

namespace release::image {

// `directory`/blobs/sha256/...
std::string BlobPathIn(std::string_view directory, const Digest& digest);

// A new, empty file, mode 0644 whatever the umask. Error: OCI-WRITE.
absl::StatusOr<FileDescriptor> NewFile(const std::string& path);

// A new file with this content. Error: OCI-WRITE.
absl::Status WriteNewFile(const std::string& path, std::string_view content);

// A failure of the disk, from errno.
absl::Status WriteFailed(const std::string& path, const char* call);

// Whether `found` is what `expected` names; `name` is for the message. Else OCI-BLOB-DIGEST, which
// shows both.
absl::Status CheckBlob(const Descriptor& expected, const FileDigest& found, std::string_view name);

// Reads the whole file and checks it. Errors: FILE-NOT-FOUND, FILE-UNREADABLE, OCI-BLOB-DIGEST.
absl::Status VerifyBlob(const std::string& path, const Descriptor& expected);

// The text of a manifest, index or configuration, at most 4 MiB, verified. Errors: as above, and
// FILE-TOO-LARGE.
absl::StatusOr<std::string> ReadVerified(const std::string& path, const Descriptor& expected);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_BLOB_H_
