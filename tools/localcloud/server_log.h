// The log file of one of the cloud's servers, and what it said last.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SERVER_LOG_H_
#define RELEASE_TOOLS_LOCALCLOUD_SERVER_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"

namespace release {

class ServerLog {
 public:
  // Opens `path` for appending, 0600. A file of more than 4 MB first becomes `path`.1. Errors:
  // FILE-NOT-FOUND or FILE-UNREADABLE, with the system's reason.
  static absl::StatusOr<ServerLog> Open(const std::string& path);

  int fd() const { return fd_.get(); }

  // What was written since Open(), at most the last 64 kB.
  std::string Since() const;

  // `text` as a failure, with the last lines since Open() as evidence and where the rest is.
  absl::Status Diagnose(absl::StatusCode status, DiagnosisText text) const;

 private:
  ServerLog(std::string path, FileDescriptor fd, int64_t start);

  std::string path_;
  FileDescriptor fd_;
  int64_t start_;
};

// The last `count` lines of `text`, empty ones left out.
std::vector<std::string> LastLines(std::string_view text, size_t count);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_SERVER_LOG_H_
