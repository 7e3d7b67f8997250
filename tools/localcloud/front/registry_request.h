// What a request to a registry of images wants (OCI distribution), for whoever has to allow it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_REQUEST_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_REQUEST_H_

#include <optional>
#include <string>
#include <string_view>

#include "tools/localcloud/cloudflare/registry_access.h"

namespace release::cloud {

struct RegistryRequest {
  RegistryAction action = RegistryAction::kLogIn;
  std::string repository = {};

  // A blob of this repository is to be had without an upload, so it must be pulled too.
  std::string mounts_from = {};
};

// `target` as sent: path and query. Nothing for what the distribution API does not have, and for
// spellings (escapes, dots, empty segments) that two programs might read in two ways.
std::optional<RegistryRequest> ReadRegistryRequest(std::string_view method,
                                                   const std::string& target);

struct BasicCredentials {
  std::string user;
  std::string password;
};

// Of an Authorization header; nothing when it is no Basic one.
std::optional<BasicCredentials> ReadBasicCredentials(std::string_view header);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_REQUEST_H_
