// Zones, and the one switch of a zone for bots.
//
//   bot_management  ZONE: what was set
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_ZONES_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_ZONES_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

// The zones of the call's account; of all accounts when the path names none.
std::vector<nlohmann::json> ZonesOf(Call& call);

// The zone that `zone_id` of the path names. Errors: 404, 1001.
absl::StatusOr<nlohmann::json> FindZone(Call& call);

// The zone of the call's account that `hostname` lies in, the longest of several.
std::optional<nlohmann::json> ZoneOfHost(Call& call, const std::string& hostname);

void AddZones(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_ZONES_H_
