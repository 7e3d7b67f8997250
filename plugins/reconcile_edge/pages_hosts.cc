#include "plugins/reconcile_edge/pages_hosts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

using nlohmann::json;

class PagesHost : public Item {
 public:
  PagesHost(std::string hostname, std::string project)
      : hostname_(std::move(hostname)), project_(std::move(project)) {}

  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    absl::StatusOr<std::string> worker = edge.WorkerOf(hostname_);
    if (!worker.ok()) return worker.status();
    if (!worker->empty()) return HostnameTaken(hostname_, Concat("the Worker ", *worker));
    absl::StatusOr<json> projects = edge.api().List(edge.AccountPath() + "/pages/projects");
    if (!projects.ok()) return projects.status();
    for (const json& project : *projects) {
      const json domains = project.value("domains", json::array());
      if (std::find(domains.begin(), domains.end(), hostname_) == domains.end()) continue;
      const std::string name = TextAt(project, "name");
      if (name == project_) return std::optional<ChangeText>();
      return HostnameTaken(hostname_, Concat("the Pages project ", name));
    }
    return std::optional<ChangeText>(ChangeText{.id = Concat("pages/", hostname_),
                                                .action = v1::ACTION_CREATE,
                                                .resource = Concat("Pages domain ", hostname_),
                                                .before = "attached to no project",
                                                .after = Concat("of the project ", project_)});
  }

  absl::Status Repair(Edge& edge) override {
    const absl::Status attached =
        edge.Change("POST", Concat(edge.AccountPath(), "/pages/projects/", project_, "/domains"),
                    {{"name", hostname_}});
    if (!SaysCode(attached, 8000007)) return attached;
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "EDGE-NO-PROJECT",
                     .what = Concat("the account has no Pages project ", project_),
                     .why = Concat(hostname_, " cannot be attached to it"),
                     .fix = "deploy the site first, or correct `pages_hostnames`"});
  }

 private:
  const std::string hostname_;
  const std::string project_;
};

class PagesRecord : public Item {
 public:
  PagesRecord(std::string hostname, std::string project)
      : hostname_(std::move(hostname)), project_(std::move(project)) {}

  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    record_.clear();
    auto project = edge.Find(Concat(edge.AccountPath(), "/pages/projects/", project_));
    if (!project.ok()) return project.status();
    target_ = *project ? TextAt(**project, "subdomain") : "";
    // What a new project of this name is called when nobody in the world has the name.
    if (target_.empty()) target_ = Concat(project_, ".pages.dev");
    absl::StatusOr<std::vector<json>> records = edge.AddressRecords(hostname_);
    if (!records.ok()) return records.status();
    ChangeText change{.id = Concat("dns/", hostname_),
                      .action = v1::ACTION_CREATE,
                      .resource = Concat("DNS record ", hostname_),
                      .before = "absent",
                      .after = Concat("CNAME ", target_, ", proxied")};
    if (records->empty()) return std::optional<ChangeText>(change);
    for (const json& record : *records) {
      if (TextAt(record, "type") != "CNAME" || TextAt(record, "content") != target_) {
        return ForeignRecord(hostname_, record);
      }
    }
    const json& record = records->front();
    if (record.value("proxied", json()) == true) return std::optional<ChangeText>();
    record_ = TextAt(record, "id");
    change.action = v1::ACTION_UPDATE;
    change.before = Concat("CNAME ", target_, ", not proxied");
    return std::optional<ChangeText>(change);
  }

  absl::Status Repair(Edge& edge) override {
    const std::string records = edge.ZonePath() + "/dns_records";
    if (!record_.empty()) {
      return edge.Change("PATCH", Concat(records, "/", record_), {{"proxied", true}});
    }
    return edge.Change("POST", records,
                       {{"type", "CNAME"},
                        {"name", hostname_},
                        {"content", target_},
                        {"proxied", true},
                        {"ttl", 1},
                        {"comment", Concat("release: Pages project ", project_)}});
  }

 private:
  const std::string hostname_;
  const std::string project_;
  std::string target_;
  std::string record_;  // id of the record to repair
};

}  // namespace

void AddPagesHosts(const Config& config, Items& items) {
  const std::map<std::string, std::string> sorted(config.pages_hostnames().begin(),
                                                  config.pages_hostnames().end());
  for (const auto& [hostname, project] : sorted) {
    items.push_back(std::make_unique<PagesHost>(hostname, project));
    items.push_back(std::make_unique<PagesRecord>(hostname, project));
  }
}

}  // namespace release::reconcile_edge
