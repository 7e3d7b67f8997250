// The host table as the front reads it: symlinks in a directory, replaced by rename.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_LINKS_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_LINKS_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/localcloud/front/host_table.h"

namespace release::cloud {

class HostLinks : public HostTable {
 public:
  // Makes `run_directory`/hosts and `run_directory`/known, empty: what an earlier run served is
  // gone. Errors: DIRECTORY-UNUSABLE, FILE-UNWRITABLE.
  static absl::StatusOr<std::unique_ptr<HostLinks>> Open(const std::string& run_directory);

  absl::Status Serve(const std::string& host, const std::string& socket) override;
  absl::Status Unserve(const std::string& host) override;

 private:
  explicit HostLinks(std::string run_directory) : run_directory_(std::move(run_directory)) {}

  const std::string run_directory_;
  std::mutex mutex_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_LINKS_H_
