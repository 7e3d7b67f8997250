// The log files of a release: `<directory>/<release>/<step>.log`.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_STEP_LOG_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_STEP_LOG_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "proto/release/v1/host.pb.h"
#include "tools/base/file_descriptor.h"

namespace release {

// Keeps what steps say, redacted as it comes, up to a quota for each file; what
// is beyond is counted in the file's last line. A log that cannot be written
// stops no release.
//
// Threads: any.
class StepLogs {
 public:
  static constexpr uint64_t kQuota = 16 << 20;  // bytes a file

  explicit StepLogs(std::string directory, uint64_t quota = kQuota)
      : directory_(std::move(directory)), quota_(quota) {}
  ~StepLogs();

  void Write(const std::string& release_id, const std::string& step, const v1::LogBatch& batch);

  std::string PathOf(const std::string& release_id, const std::string& step) const;

 private:
  struct File {
    FileDescriptor fd;
    uint64_t size = 0;
    uint64_t dropped = 0;  // lines
  };

  File& Open(const std::string& release_id, const std::string& step);

  const std::string directory_;
  const uint64_t quota_;
  std::mutex mutex_;
  std::map<std::string, File> files_;  // by path
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_STEP_LOG_H_
