#include "plugins/reconcile_edge/worker_hosts.h"

#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

using nlohmann::json;

class WorkerHost : public Item {
 public:
  explicit WorkerHost(std::string hostname) : hostname_(std::move(hostname)) {}

  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    unproxied_.clear();
    const std::string& worker = edge.config().worker();
    absl::StatusOr<std::string> owner = edge.WorkerOf(hostname_);
    if (!owner.ok()) return owner.status();
    if (!owner->empty() && *owner != worker) {
      return HostnameTaken(hostname_, Concat("the Worker ", *owner));
    }
    absl::StatusOr<std::vector<json>> records = edge.AddressRecords(hostname_);
    if (!records.ok()) return records.status();
    ChangeText change{.id = Concat("domain/", hostname_), .resource = Concat("domain ", hostname_)};
    if (owner->empty()) {
      if (!records->empty()) return ForeignRecord(hostname_, records->front());
      change.action = v1::ACTION_CREATE;
      change.before = "no Worker answers";
      change.after = Concat("custom domain of the Worker ", worker, ", DNS proxied");
      change.note = "a new name waits for its certificate";
      return std::optional<ChangeText>(change);
    }
    for (const json& record : *records) {
      if (record.value("proxied", json()) != false) continue;
      unproxied_ = TextAt(record, "id");
      change.before = "DNS record not proxied";
      change.after = "DNS record proxied";
      return std::optional<ChangeText>(change);
    }
    return std::optional<ChangeText>();
  }

  absl::Status Repair(Edge& edge) override {
    if (!unproxied_.empty()) {
      return edge.Change("PATCH", Concat(edge.ZonePath(), "/dns_records/", unproxied_),
                         {{"proxied", true}});
    }
    // Without the overrides the API itself refuses what somebody took since we looked.
    const absl::Status attached = edge.Change("PUT", edge.AccountPath() + "/workers/domains",
                                              {{"hostname", hostname_},
                                               {"service", edge.config().worker()},
                                               {"environment", "production"},
                                               {"zone_id", edge.zone_id()}});
    if (!SaysCode(attached, 10007)) return attached;
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "EDGE-NO-WORKER",
                     .what = Concat("the account has no Worker ", edge.config().worker()),
                     .why = Concat(hostname_, " cannot be attached to it"),
                     .fix = "deploy the Worker first, or correct `worker` and `account_id`"});
  }

 private:
  const std::string hostname_;
  std::string unproxied_;  // id of the record to repair
};

}  // namespace

void AddWorkerHosts(const Config& config, Items& items) {
  for (const std::string& hostname : config.worker_hostnames()) {
    items.push_back(std::make_unique<WorkerHost>(hostname));
  }
}

}  // namespace release::reconcile_edge
