#include "tools/localcloud/cloudflare/workers/domains.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/account/dns.h"
#include "tools/localcloud/cloudflare/account/zones.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::optional<json> DomainOf(Call& call, const std::string& hostname) {
  return call.documents.Get("workers.domains", call.Key(hostname));
}

// What may be overridden when a host name is taken.
struct Override {
  bool origin = false;      // another Worker has it
  bool dns_record = false;  // a DNS record of somebody's has it
};

absl::StatusOr<json> Attach(Call& call, const std::string& hostname, const std::string& service,
                            Override override) {
  const auto zone = ZoneOfHost(call, hostname);
  if (!zone) {
    return ApiError(400, 10082, Concat("Could not find a zone for `", hostname, "`."));
  }
  const auto old = DomainOf(call, hostname);
  if (old && TextAt(*old, "service") == service) return *old;
  if (old && !override.origin) {
    return ApiError(409, 100116,
                    Concat("Hostname '", hostname, "' is already in use by Worker '",
                           TextAt(*old, "service"), "'."));
  }
  if (!old && HasForeignRecord(call, TextAt(*zone, "id"), hostname) && !override.dns_record) {
    return ApiError(409, 100117,
                    Concat("Hostname '", hostname,
                           "' already has externally managed DNS records (A, CNAME, etc). Either "
                           "delete them, try a different hostname, or use the option "
                           "'override_existing_dns_record' to override."));
  }
  const json domain = {{"id", old ? (*old)["id"] : json(RandomHex(32))},
                       {"hostname", hostname},
                       {"service", service},
                       {"environment", "production"},
                       {"zone_id", (*zone)["id"]},
                       {"zone_name", (*zone)["name"]},
                       {"cert_id", RandomUuid()}};
  call.documents.Put("workers.domains", call.Key(hostname), domain);
  ReplaceRecords(call, TextAt(*zone, "id"), hostname,
                 {{"type", "AAAA"}, {"content", "100::"}, {"proxied", true}}, "workers");
  return domain;
}

void Detach(Call& call, const json& domain) {
  call.documents.Erase("workers.domains", call.Key(TextAt(domain, "hostname")));
  EraseRecords(call, TextAt(domain, "zone_id"), TextAt(domain, "hostname"));
}

std::vector<json> DomainsOf(Call& call, const std::string& service) {
  std::vector<json> domains;
  for (const json& domain : call.documents.List("workers.domains", call.Key(""))) {
    if (service.empty() || TextAt(domain, "service") == service) domains.push_back(domain);
  }
  return domains;
}

// What a PUT of these origins would change. Changes nothing.
Answer PostChangeset(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonBody();
  if (!body.ok()) return body.status();
  const std::string service = TextAt(*script, "name");
  json changes = {{"added", json::array()},
                  {"removed", json::array()},
                  {"updated", json::array()},
                  {"conflicting", json::array()}};
  std::vector<std::string> wanted;
  for (const json& origin : *body) {
    const std::string hostname = TextAt(origin, "hostname");
    wanted.push_back(hostname);
    const auto old = DomainOf(call, hostname);
    const auto zone = ZoneOfHost(call, hostname);
    if (old && TextAt(*old, "service") == service) continue;
    json entry = old ? *old : json({{"hostname", hostname}, {"service", service}});
    const bool foreign = zone && !old && HasForeignRecord(call, TextAt(*zone, "id"), hostname);
    entry["external_dns_record_id"] = foreign ? json(RandomHex(32)) : json(nullptr);
    changes[old || foreign ? "conflicting" : "added"].push_back(entry);
  }
  if (call.request.Query("replace_state") == "true") {
    for (const json& domain : DomainsOf(call, service)) {
      if (std::find(wanted.begin(), wanted.end(), TextAt(domain, "hostname")) == wanted.end()) {
        changes["removed"].push_back(domain);
      }
    }
  }
  return Success(changes);
}

// Makes the origins in the body the script's domains, all of them or none.
Answer PutRecords(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string service = TextAt(*script, "name");
  const Override override{ValueAt(*body, "override_existing_origin") == true,
                          ValueAt(*body, "override_existing_dns_record") == true};
  std::vector<std::string> wanted;
  json attached = json::array();
  for (const json& origin : ValueAt(*body, "origins")) {
    wanted.push_back(TextAt(origin, "hostname"));
    auto domain = Attach(call, wanted.back(), service, override);
    if (!domain.ok()) return domain.status();
    attached.push_back(*domain);
  }
  if (ValueAt(*body, "override_scope") == true) {
    for (const json& domain : DomainsOf(call, service)) {
      if (std::find(wanted.begin(), wanted.end(), TextAt(domain, "hostname")) == wanted.end()) {
        Detach(call, domain);
      }
    }
  }
  TellListener(call, *script);
  return Success(attached);
}

Answer ListDomains(Call& call) {
  json shown = json::array();
  for (const json& domain : DomainsOf(call, call.request.Query("service").value_or(""))) {
    bool fits = true;
    for (const char* key : {"hostname", "zone_id", "zone_name", "environment"}) {
      const auto wanted = call.request.Query(key);
      fits = fits && (!wanted || *wanted == TextAt(domain, key));
    }
    if (fits) shown.push_back(domain);
  }
  return Success(shown);
}

Answer PutDomain(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const auto script = call.documents.Get("workers.scripts", call.Key(TextAt(*body, "service")));
  if (!script) return ApiError(404, 10007, "This Worker does not exist on your account.");
  auto domain = Attach(call, TextAt(*body, "hostname"), TextAt(*body, "service"),
                       {ValueAt(*body, "override_existing_origin") == true,
                        ValueAt(*body, "override_existing_dns_record") == true});
  if (!domain.ok()) return domain.status();
  TellListener(call, *script);
  return Success(*domain);
}

absl::StatusOr<json> FindDomain(Call& call) {
  for (const json& domain : DomainsOf(call, "")) {
    if (TextAt(domain, "id") == call.Param("domain_id")) return domain;
  }
  return ApiError(404, 100114, "This custom domain does not exist.");
}

Answer GetDomain(Call& call) {
  auto domain = FindDomain(call);
  if (!domain.ok()) return domain.status();
  return Success(*domain);
}

Answer DeleteDomain(Call& call) {
  auto domain = FindDomain(call);
  if (!domain.ok()) return domain.status();
  Detach(call, *domain);
  const auto script = call.documents.Get("workers.scripts", call.Key(TextAt(*domain, "service")));
  if (script) TellListener(call, *script);
  return Success(nullptr);
}

}  // namespace

void AddDomains(Endpoints& endpoints) {
  const std::string workers = "/accounts/{account_id}/workers";
  const std::string script = workers + "/scripts/{script_name}/domains";
  endpoints.Add("POST", script + "/changeset", PostChangeset);
  endpoints.Add("PUT", script + "/records", PutRecords);
  endpoints.Add("GET", workers + "/domains", ListDomains);
  endpoints.Add("PUT", workers + "/domains", PutDomain);
  endpoints.Add("GET", workers + "/domains/{domain_id}", GetDomain);
  endpoints.Add("DELETE", workers + "/domains/{domain_id}", DeleteDomain);
}

}  // namespace release::cloud
