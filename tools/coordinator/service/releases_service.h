// The gRPC service Releases, and the socket it is served on.
#ifndef RELEASE_TOOLS_COORDINATOR_SERVICE_RELEASES_SERVICE_H_
#define RELEASE_TOOLS_COORDINATOR_SERVICE_RELEASES_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "proto/release/v1/releases.grpc.pb.h"
#include "tools/base/files.h"
#include "tools/coordinator/events/event_stream.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/runner/release_run.h"

namespace release {

// `run` is the release under way in this process, or null when the journal is
// only looked at. Everything outlives the service. Threads: any.
class ReleasesService final : public v1::Releases::Service {
 public:
  ReleasesService(Journal& journal, EventStream& events, ReleaseRun* run)
      : journal_(journal), events_(events), run_(run) {}

  grpc::Status Get(grpc::ServerContext* context, const v1::GetReleaseRequest* request,
                   v1::Release* response) override;
  grpc::Status List(grpc::ServerContext* context, const v1::ListReleasesRequest* request,
                    v1::ListReleasesResponse* response) override;
  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::Event>* writer) override;
  grpc::Status Cancel(grpc::ServerContext* context, const v1::CancelRequest* request,
                      v1::CancelResponse* response) override;
  grpc::Status Approve(grpc::ServerContext* context, const v1::ApproveRequest* request,
                       v1::ApproveResponse* response) override;

 private:
  absl::StatusOr<std::string> Named(const std::string& release_id);
  absl::StatusOr<v1::Release> View(const std::string& release_id);
  grpc::Status CheckRunning(const std::string& release_id) const;

  Journal& journal_;
  EventStream& events_;
  ReleaseRun* const run_;
};

// Serves on a unix socket in a directory of its own, mode 0700, which goes away
// with it. Server reflection is on.
class ReleasesServer {
 public:
  // `root` must be short: a socket's path has at most 107 bytes.
  static absl::StatusOr<std::unique_ptr<ReleasesServer>> Start(ReleasesService& service,
                                                               const std::string& root = "/tmp");
  ~ReleasesServer();

  // `unix:/tmp/release-XXXXXX/releases.sock`
  const std::string& address() const { return address_; }

 private:
  explicit ReleasesServer(TempDirectory directory) : directory_(std::move(directory)) {}

  TempDirectory directory_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_SERVICE_RELEASES_SERVICE_H_
