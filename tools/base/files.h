// Whole files, private directories, temporary directories.
//
// Every error is a diagnosis that names the path and the system's reason: FILE-NOT-FOUND,
// FILE-UNREADABLE, FILE-TOO-LARGE, FILE-UNWRITABLE, DIRECTORY-UNUSABLE.
#ifndef RELEASE_TOOLS_BASE_FILES_H_
#define RELEASE_TOOLS_BASE_FILES_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release {

// The file's bytes. More than `max_bytes`: RESOURCE_EXHAUSTED, FILE-TOO-LARGE, and no more than
// that is read. Absent: NOT_FOUND.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

// Replaces `path` so that a reader, and a machine that loses power, sees either the old or the new
// content: temporary file beside it, fsync, rename, fsync of the directory. On failure the old file
// is as it was and nothing is left over.
absl::Status WriteFileAtomically(const std::string& path, std::string_view content,
                                 mode_t mode = 0600);

// Makes the directory and its missing parents, mode 0700. One that exists must be a directory of
// ours (this user), and becomes 0700. Else DIRECTORY-UNUSABLE.
absl::Status EnsurePrivateDirectory(const std::string& path);

// A directory of its own, mode 0700, removed with everything in it at the end.
class TempDirectory {
 public:
  // Makes `root/prefixXXXXXX`. Where unix sockets will live, `root` must be short: "/tmp".
  static absl::StatusOr<TempDirectory> Create(const std::string& root = "/tmp",
                                              const std::string& prefix = "release-");

  TempDirectory(TempDirectory&& other) noexcept;
  TempDirectory& operator=(TempDirectory&& other) noexcept;
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit TempDirectory(std::string path) : path_(std::move(path)) {}
  void Remove();

  std::string path_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_FILES_H_
