// The edge of one zone, as the items of this step look at it and repair it.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_EDGE_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_EDGE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/cloudflare/api.h"
#include "plugins/reconcile_edge/config.pb.h"
#include "tools/sdk/context.h"

namespace release::reconcile_edge {

// Threads: one.
class Edge {
 public:
  // Finds the zone, and its account unless the config names it. Errors: EDGE-NO-ZONE, those of the API.
  static absl::StatusOr<Edge> Open(cloudflare::Api& api, const Config& config);

  cloudflare::Api& api() { return *api_; }
  const Config& config() const { return *config_; }

  std::string AccountPath() const { return "/accounts/" + account_id_; }
  std::string ZonePath() const { return "/zones/" + zone_id_; }
  const std::string& zone_id() const { return zone_id_; }

  // A GET; absent when the API says that there is none.
  absl::StatusOr<std::optional<nlohmann::json>> Find(const std::string& path);

  // A call that changes something. It is never repeated after an answer that did not come: the
  // caller looks again.
  absl::Status Change(const std::string& method, const std::string& path,
                      const nlohmann::json& body);

  // Address records (A, AAAA, CNAME) of the name.
  absl::StatusOr<std::vector<nlohmann::json>> AddressRecords(const std::string& hostname);

  // The Worker whose custom domain the name is; empty: none.
  absl::StatusOr<std::string> WorkerOf(const std::string& hostname);

 private:
  Edge(cloudflare::Api& api, const Config& config, std::string account_id, std::string zone_id)
      : api_(&api),
        config_(&config),
        account_id_(std::move(account_id)),
        zone_id_(std::move(zone_id)) {}

  cloudflare::Api* api_;
  const Config* config_;
  std::string account_id_;
  std::string zone_id_;
};

// One thing that the config asks for.
class Item {
 public:
  virtual ~Item() = default;

  // What Repair() would change; absent when it is as it should be. FAILED_PRECONDITION with a code
  // EDGE-... when it may not be changed, because it is somebody else's.
  virtual absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) = 0;

  // Makes the change that the last Look() gave, with one call.
  virtual absl::Status Repair(Edge& edge) = 0;
};
using Items = std::vector<std::unique_ptr<Item>>;

// The text at the key; empty when there is none.
std::string TextAt(const nlohmann::json& object, const char* key);

// True when the API's words in the status have this error code.
bool SaysCode(const absl::Status& status, int code);

// EDGE-HOSTNAME-TAKEN: the name is `owner`'s.
absl::Status HostnameTaken(const std::string& hostname, const std::string& owner);

// EDGE-DNS-RECORD: the record is somebody's.
absl::Status ForeignRecord(const std::string& hostname, const nlohmann::json& record);

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_EDGE_H_
