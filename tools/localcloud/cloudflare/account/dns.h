// DNS records of a zone.
//
//   dns_records  ZONE/ID
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_DNS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_DNS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

// True when the name has an A, AAAA or CNAME record that no product of ours made.
bool HasForeignRecord(Call& call, const std::string& zone_id, const std::string& name);

// Makes `record` the only address record of the name; `source` is the product that owns it.
void ReplaceRecords(Call& call, const std::string& zone_id, const std::string& name,
                    nlohmann::json record, const std::string& source);

// Removes the address records of the name that a product owns.
void EraseRecords(Call& call, const std::string& zone_id, const std::string& name);

void AddDns(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_DNS_H_
