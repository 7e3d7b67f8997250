// The CLI's view of a coordinator: an ordinary client of the service Releases.
#ifndef RELEASE_TOOLS_CLI_RELEASES_CLIENT_H_
#define RELEASE_TOOLS_CLI_RELEASES_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "proto/release/v1/releases.grpc.pb.h"

namespace release {

// Failures carry the coordinator's diagnosis where it gave one.
// Threads: any.
class ReleasesClient {
 public:
  // `address` as CoordinatorAddress gives it.
  explicit ReleasesClient(const std::string& address);

  absl::StatusOr<v1::Release> Get(const std::string& release_id);
  absl::StatusOr<v1::ListReleasesResponse> List(const std::string& environment, uint32_t limit);

  // Calls `on_event` for each event until the release has ended.
  absl::Status Watch(const std::string& release_id,
                     const std::function<void(const v1::Event&)>& on_event);

  // The plan that waits for an answer; FAILED_PRECONDITION when none does.
  absl::StatusOr<uint64_t> OpenPlan(const std::string& release_id);

  absl::Status Cancel(const std::string& release_id, bool insist, const std::string& by);
  absl::Status Approve(const v1::ApproveRequest& request);

 private:
  std::unique_ptr<v1::Releases::Stub> stub_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_RELEASES_CLIENT_H_
