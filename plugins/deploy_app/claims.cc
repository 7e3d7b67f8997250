#include "plugins/deploy_app/claims.h"

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::Status Taken(const std::string& host, const std::string& by, const Config& config) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "DEPLOY-APP-HOSTNAME-TAKEN",
       .what = Concat(host, " belongs to the Worker ", by),
       .why = Concat("a deploy of ", config.worker(), " would take it away without asking"),
       .fix = Concat("detach ", host, " from ", by, " in the dashboard, or correct `hostnames`")});
}

absl::Status ForeignRecord(const std::string& host, const json& record) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-APP-DNS-RECORD",
                   .what = Concat(host, " has a DNS record that no Worker made"),
                   .why = Concat(TextAt(record, "type"), " ", TextAt(record, "content"),
                                 "; a deploy would replace it without asking"),
                   .fix = Concat("remove that record if nobody needs it, or correct `hostnames`")});
}

absl::Status NoZone(const std::string& host) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-APP-NO-ZONE",
                   .what = Concat("the account has no zone for ", host),
                   .why = "no zone that this token sees has the name's end",
                   .fix = "add the zone to the account, give the token Zone Read, or correct "
                          "`hostnames`"});
}

// The zone of the longest suffix; empty when there is none.
absl::StatusOr<std::string> ZoneOf(cloudflare::Api& api, const Config& config,
                                   const std::string& host) {
  for (size_t begin = 0;;) {
    const std::string name = host.substr(begin);
    if (name.find('.') == std::string::npos) return std::string();
    absl::StatusOr<json> zones =
        api.Get(Concat("/zones?name=", name, "&account.id=", config.account_id()));
    if (!zones.ok()) return zones.status();
    for (const json& zone : *zones) {
      if (TextAt(zone, "name") == name) return TextAt(zone, "id");
    }
    begin = host.find('.', begin) + 1;
  }
}

bool IsAddress(const json& record) {
  const std::string type = TextAt(record, "type");
  return type == "A" || type == "AAAA" || type == "CNAME";
}

absl::Status CheckHost(cloudflare::Api& api, const Config& config, const std::string& host) {
  absl::StatusOr<json> domains =
      api.Get(Concat("/accounts/", config.account_id(), "/workers/domains?hostname=", host));
  if (!domains.ok()) return domains.status();
  for (const json& domain : *domains) {
    if (TextAt(domain, "hostname") != host) continue;
    const std::string service = TextAt(domain, "service");
    return service == config.worker() ? absl::OkStatus() : Taken(host, service, config);
  }
  absl::StatusOr<std::string> zone = ZoneOf(api, config, host);
  if (!zone.ok()) return zone.status();
  if (zone->empty()) return NoZone(host);
  absl::StatusOr<json> records = api.Get(Concat("/zones/", *zone, "/dns_records?name=", host));
  if (!records.ok()) return records.status();
  for (const json& record : *records) {
    if (TextAt(record, "name") == host && IsAddress(record)) return ForeignRecord(host, record);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckHostnames(cloudflare::Api& api, const Config& config) {
  std::optional<v1::Diagnosis> first;
  for (const std::string& host : config.hostnames()) {
    const absl::Status status = CheckHost(api, config, host);
    if (status.ok()) continue;
    if (!absl::IsFailedPrecondition(status)) return status;
    const v1::Diagnosis found = DiagnosisOf(status);
    if (!first) {
      first = found;
    } else {
      first->add_evidence(Concat(found.code(), ": ", found.what(), " (", found.why(), ")"));
    }
  }
  if (!first) return absl::OkStatus();
  return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, *std::move(first));
}

}  // namespace release::deploy_app
