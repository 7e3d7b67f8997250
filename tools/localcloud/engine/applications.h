// The container applications that the cloud was told of: which versions there are, whether their
// images are there, and how their instances fare.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_APPLICATIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_APPLICATIONS_H_

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/image/container/unpacked_image.h"
#include "tools/localcloud/cloudflare/options.h"
#include "tools/localcloud/engine/instance_type.h"

namespace release::cloud {

// A version of an application.
struct VersionId {
  std::string application_id;
  int version = 0;
  friend auto operator<=>(const VersionId&, const VersionId&) = default;
};

// For people.
struct VersionStatus {
  VersionId id;
  std::string application;
  bool current = false;   // new instances that nobody rolls out are of this one
  std::string reference;  // of its image
  std::string digest;     // empty until the image is there
  ContainerHealth health = ContainerHealth::kPending;
  std::string reason;  // why it is not healthy
};

// Threads: any.
class Applications {
 public:
  explicit Applications(Clock& clock) : clock_(clock) {}

  // A version is being rolled out (`current` false), or is the one that serves, and then every
  // other that is not the one before it is forgotten. True when nobody has heard of it: its image
  // must be fetched.
  bool Want(const VersionId& id, const std::string& name, const std::string& reference,
            bool current, InstanceType type = {});
  // Nothing is known of the application's versions any more.
  void Forget(const std::string& application_id);
  void ImageReady(const VersionId& id, UnpackedImage image);
  void ImageFailed(const VersionId& id, const absl::Status& why);

  struct Lacking {
    VersionId id;
    std::string reference;
  };
  // Versions whose image could not be fetched. It may be pushed yet: a registry is not asked once.
  std::vector<Lacking> WithoutImage() const;

  struct Choice {
    VersionId id;
    UnpackedImage image;
    InstanceType type;
  };
  // What a new instance of the application runs: the newest version whose image is there. Waits for
  // at most `patience` while there is none, but one is on its way. Errors: NOT_FOUND,
  // CLOUD-NO-APPLICATION; CLOUD-IMAGE-PENDING; and why its image could not be fetched.
  absl::StatusOr<Choice> Choose(const std::string& name, absl::Duration patience);

  // What becomes of an instance, by its name.
  void Started(const VersionId& id, const std::string& instance);
  void Accepted(const VersionId& id, const std::string& instance);
  // `failure`: how it ended; empty when it was ended by request.
  void Ended(const VersionId& id, const std::string& instance, const std::string& failure);

  // Pending: the image or the first connection is awaited. Unhealthy: there is no image; or an
  // instance has accepted no connection for 30 s; or the last three ended, each without having
  // accepted one. Healthy: the image is there, and all instances that somebody wanted accept
  // connections.
  ContainerHealth Health(const VersionId& id) const;

  std::set<std::string> Digests() const;  // of all versions
  std::vector<VersionStatus> Status() const;

  // Wakes who waits in Choose(); nobody waits any more.
  void Stop();

 private:
  struct Running {
    absl::Duration since;  // as Clock::Monotonic
    bool accepted = false;
  };
  struct Version {
    std::string name;
    std::string reference;
    InstanceType type;
    bool current = false;
    std::optional<UnpackedImage> image;
    absl::Status failed;  // why there is no image
    std::map<std::string, Running> running;
    int failures = 0;  // instances in a row that ended without having accepted a connection
    std::string last_failure;
  };
  struct Verdict {
    ContainerHealth health;
    std::string reason;
  };
  Verdict Judge(const Version& version) const;
  Version* Find(const VersionId& id);

  Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<VersionId, Version> versions_;
  bool stopped_ = false;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_APPLICATIONS_H_
