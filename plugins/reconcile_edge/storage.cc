#include "plugins/reconcile_edge/storage.h"

#include <utility>

#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

using nlohmann::json;

class Bucket : public Item {
 public:
  explicit Bucket(std::string name) : name_(std::move(name)) {}

  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    auto found = edge.Find(Concat(edge.AccountPath(), "/r2/buckets/", name_));
    if (!found.ok()) return found.status();
    if (*found) return std::optional<ChangeText>();
    return std::optional<ChangeText>(ChangeText{.id = Concat("bucket/", name_),
                                                .action = v1::ACTION_CREATE,
                                                .resource = Concat("R2 bucket ", name_),
                                                .before = "absent",
                                                .after = "exists"});
  }

  absl::Status Repair(Edge& edge) override {
    json body = {{"name", name_}};
    if (!edge.config().bucket_location().empty()) {
      body["locationHint"] = edge.config().bucket_location();
    }
    return edge.Change("POST", edge.AccountPath() + "/r2/buckets", body);
  }

 private:
  const std::string name_;
};

}  // namespace

void AddBuckets(const Config& config, Items& items) {
  for (const std::string& name : config.buckets()) items.push_back(std::make_unique<Bucket>(name));
}

}  // namespace release::reconcile_edge
