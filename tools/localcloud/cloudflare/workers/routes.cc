#include "tools/localcloud/cloudflare/workers/routes.h"

#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/account/zones.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::string KeyOf(const std::string& zone, const std::string& id) { return Concat(zone, "/", id); }

absl::StatusOr<json> Store(Call& call, const std::string& zone, const std::string& id,
                           const json& body, const std::string& script) {
  const std::string pattern = TextAt(body, "pattern");
  if (pattern.empty()) return ApiError(400, 10021, "The route has no pattern");
  for (const json& route : call.documents.List("workers.routes", zone + "/")) {
    if (TextAt(route, "pattern") == pattern && TextAt(route, "id") != id) {
      return ApiError(409, 10020, "A route with the same pattern already exists.");
    }
  }
  const json route = {{"id", id}, {"pattern", pattern}, {"script", script}};
  call.documents.Put("workers.routes", KeyOf(zone, id), route);
  return route;
}

// Replaces every route of the script.
Answer PutScriptRoutes(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonBody();
  if (!body.ok()) return body.status();
  const std::string name = TextAt(*script, "name");
  for (const json& zone : ZonesOf(call)) {
    for (const json& route : call.documents.List("workers.routes", TextAt(zone, "id") + "/")) {
      if (TextAt(route, "script") == name) {
        call.documents.Erase("workers.routes", KeyOf(TextAt(zone, "id"), TextAt(route, "id")));
      }
    }
  }
  json stored = json::array();
  for (const json& wanted : *body) {
    const std::string pattern = TextAt(wanted, "pattern");
    const auto zone =
        ZoneOfHost(call, TextAt(wanted, "zone_name", pattern.substr(0, pattern.find('/'))));
    if (!zone) return ApiError(400, 10082, Concat("Could not find a zone for `", pattern, "`."));
    auto route = Store(call, TextAt(*zone, "id"), RandomHex(32), wanted, name);
    if (!route.ok()) return route.status();
    stored.push_back(*route);
  }
  return Success(stored);
}

Answer ListRoutes(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  return Success(call.documents.List("workers.routes", TextAt(*zone, "id") + "/"));
}

absl::StatusOr<json> FindRoute(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto route =
      call.documents.Get("workers.routes", KeyOf(TextAt(*zone, "id"), call.Param("route_id")));
  if (!route) return ApiError(404, 10009, "Unable to find route");
  return *route;
}

Answer GetRoute(Call& call) {
  auto route = FindRoute(call);
  if (!route.ok()) return route.status();
  return Success(*route);
}

Answer StoreRoute(Call& call, const std::string& id) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  auto route = Store(call, TextAt(*zone, "id"), id, *body, TextAt(*body, "script"));
  if (!route.ok()) return route.status();
  return Success(*route);
}

Answer PostRoute(Call& call) { return StoreRoute(call, RandomHex(32)); }

Answer PutRoute(Call& call) {
  auto route = FindRoute(call);
  if (!route.ok()) return route.status();
  return StoreRoute(call, TextAt(*route, "id"));
}

Answer DeleteRoute(Call& call) {
  auto route = FindRoute(call);
  if (!route.ok()) return route.status();
  call.documents.Erase("workers.routes", KeyOf(call.Param("zone_id"), TextAt(*route, "id")));
  return Success({{"id", (*route)["id"]}});
}

}  // namespace

void AddRoutes(Endpoints& endpoints) {
  endpoints.Add("PUT", "/accounts/{account_id}/workers/scripts/{script_name}/routes",
                PutScriptRoutes);
  const std::string zone = "/zones/{zone_id}/workers/routes";
  endpoints.Add("GET", zone, ListRoutes);
  endpoints.Add("POST", zone, PostRoute);
  endpoints.Add("GET", zone + "/{route_id}", GetRoute);
  endpoints.Add("PUT", zone + "/{route_id}", PutRoute);
  endpoints.Add("DELETE", zone + "/{route_id}", DeleteRoute);
}

}  // namespace release::cloud
