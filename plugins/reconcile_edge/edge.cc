#include "plugins/reconcile_edge/edge.h"

#include <utility>

#include "plugins/lib/cloudflare/account.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::reconcile_edge {

using nlohmann::json;

absl::StatusOr<Edge> Edge::Open(cloudflare::Api& api, const Config& config) {
  std::string account = config.account_id();
  if (account.empty()) {
    absl::StatusOr<std::string> found = cloudflare::AccountOfZone(api, config.zone());
    if (!found.ok()) return found.status();
    account = *std::move(found);
  }
  absl::StatusOr<json> zones =
      api.Get(Concat("/zones?name=", config.zone(), "&account.id=", account));
  if (!zones.ok()) return zones.status();
  for (const json& zone : *zones) {
    if (TextAt(zone, "name") == config.zone()) {
      return Edge(api, config, std::move(account), TextAt(zone, "id"));
    }
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "EDGE-NO-ZONE",
                   .what = Concat("the account has no zone ", config.zone()),
                   .why = "none of the zones that this token sees has the name",
                   .fix = "add the zone to the account, give the token Zone Read, or correct "
                          "`zone` and `account_id`"});
}

absl::StatusOr<std::optional<json>> Edge::Find(const std::string& path) {
  absl::StatusOr<json> found = api_->Get(path);
  if (found.ok()) return std::optional<json>(*std::move(found));
  if (absl::IsNotFound(found.status())) return std::optional<json>();
  return found.status();
}

absl::Status Edge::Change(const std::string& method, const std::string& path, const json& body) {
  return api_->Send(method, path, body, cloudflare::Repeat::kUnsafe).status();
}

absl::StatusOr<std::vector<json>> Edge::AddressRecords(const std::string& hostname) {
  absl::StatusOr<json> records = api_->List(Concat(ZonePath(), "/dns_records?name=", hostname));
  if (!records.ok()) return records.status();
  std::vector<json> found;
  for (const json& record : *records) {
    const std::string type = TextAt(record, "type");
    const bool address = type == "A" || type == "AAAA" || type == "CNAME";
    if (address && TextAt(record, "name") == hostname) found.push_back(record);
  }
  return found;
}

absl::StatusOr<std::string> Edge::WorkerOf(const std::string& hostname) {
  absl::StatusOr<json> domains =
      api_->Get(Concat(AccountPath(), "/workers/domains?hostname=", hostname));
  if (!domains.ok()) return domains.status();
  for (const json& domain : *domains) {
    if (TextAt(domain, "hostname") == hostname) return TextAt(domain, "service");
  }
  return std::string();
}

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool SaysCode(const absl::Status& status, int code) {
  return DiagnosisOf(status).why().find(Concat("[code: ", code, "]")) != std::string::npos;
}

absl::Status HostnameTaken(const std::string& hostname, const std::string& owner) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "EDGE-HOSTNAME-TAKEN",
                   .what = Concat(hostname, " belongs to ", owner),
                   .why = "this step takes no host name away from others",
                   .fix = Concat("detach ", hostname, " from ", owner,
                                 " in the dashboard, or correct the "
                                 "host names of the environment")});
}

absl::Status ForeignRecord(const std::string& hostname, const json& record) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "EDGE-DNS-RECORD",
                   .what = Concat(hostname, " has a DNS record that is not this release's"),
                   .why = Concat("it is ", TextAt(record, "type"), " ", TextAt(record, "content"),
                                 "; this step replaces no record of others"),
                   .fix = "remove that record if nobody needs it, or correct the host names of the "
                          "environment"});
}

}  // namespace release::reconcile_edge
