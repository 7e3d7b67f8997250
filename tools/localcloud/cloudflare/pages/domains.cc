#include "tools/localcloud/cloudflare/pages/domains.h"

#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/account/zones.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/pages/project_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

bool LeadsTo(Call& call, const std::string& name, const std::string& target) {
  const auto zone = ZoneOfHost(call, name);
  if (!zone) return false;
  for (const json& record : call.documents.List("dns_records", TextAt(*zone, "id") + "/")) {
    if (TextAt(record, "type") == "CNAME" && TextAt(record, "name") == name &&
        TextAt(record, "content") == target) {
      return true;
    }
  }
  return false;
}

json Shown(Call& call, const json& project, const json& domain) {
  json shown = domain;
  const std::string name = TextAt(domain, "name");
  const bool verified = LeadsTo(call, name, TextAt(project, "subdomain"));
  const bool certified =
      !call.options.certificate_pending || !call.options.certificate_pending(name);
  const char* validation = certified ? "active" : "pending";
  shown["status"] = verified && certified ? "active" : "pending";
  shown["verification_data"] = {{"status", verified ? "active" : "pending"}};
  shown["validation_data"] = {{"status", verified ? validation : "initializing"},
                              {"method", "http"}};
  return shown;
}

Answer ListPagesDomains(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  const Page page = PageOf(
      call.request, call.documents.List("pages.domains", call.Key(TextAt(*project, "name") + "/")));
  json shown = json::array();
  for (const json& domain : page.result) shown.push_back(Shown(call, *project, domain));
  return Success(shown, page.result_info);
}

void TellCanonical(Call& call, const json& project) {
  for (const json& deployment : PagesDeploymentsOf(call, project)) {
    if (deployment["id"] == project["canonical"]) TellDeployment(call, project, deployment);
  }
}

Answer PostPagesDomain(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string name = TextAt(*body, "name");
  if (name.find('.') == std::string::npos) {
    return ApiError(400, 8000016, "The domain name is invalid.");
  }
  for (const json& other : call.documents.List("pages.domains", call.Key(""))) {
    if (TextAt(other, "name") == name) {
      return ApiError(409, 8000018, "You have already added this custom domain.");
    }
  }
  const auto zone = ZoneOfHost(call, name);
  const json domain = {{"id", RandomUuid()},
                       {"domain_id", RandomUuid()},
                       {"name", name},
                       {"zone_tag", zone ? (*zone)["id"] : json("")},
                       {"certificate_authority", "google"},
                       {"created_on", call.Timestamp()}};
  call.documents.Put("pages.domains", call.Key(Concat(TextAt(*project, "name"), "/", name)),
                     domain);
  TellCanonical(call, *project);
  return Success(Shown(call, *project, domain));
}

absl::StatusOr<json> FindPagesDomain(Call& call) {
  const std::string key = Concat(call.Param("project_name"), "/", call.Param("domain_name"));
  if (auto domain = call.documents.Get("pages.domains", call.Key(key))) return *domain;
  return ApiError(404, 8000021, "The domain you have specified does not exist.");
}

// PATCH asks for another validation, which is made at each request anyway.
Answer GetPagesDomain(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  auto domain = FindPagesDomain(call);
  if (!domain.ok()) return domain.status();
  return Success(Shown(call, *project, *domain));
}

Answer DeletePagesDomain(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  auto domain = FindPagesDomain(call);
  if (!domain.ok()) return domain.status();
  call.documents.Erase("pages.domains",
                       call.Key(Concat(TextAt(*project, "name"), "/", TextAt(*domain, "name"))));
  TellCanonical(call, *project);
  return Success(nullptr);
}

}  // namespace

void AddPagesDomains(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/pages/projects/{project_name}/domains";
  const std::string one = base + "/{domain_name}";
  endpoints.Add("GET", base, ListPagesDomains);
  endpoints.Add("POST", base, PostPagesDomain);
  endpoints.Add("GET", one, GetPagesDomain);
  endpoints.Add("PATCH", one, GetPagesDomain);
  endpoints.Add("DELETE", one, DeletePagesDomain);
}

}  // namespace release::cloud
