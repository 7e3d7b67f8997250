// The question that the door of the image registry asks the API.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_REGISTRY_ACCESS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_REGISTRY_ACCESS_H_

#include <string>

namespace release::cloud {

enum class RegistryAction {
  kLogIn,  // nothing but to be known
  kProbe,  // is it there: for those who may pull or push
  kPull,
  kPush,
  kList,  // all repositories
};

struct RegistryQuestion {
  std::string user;
  std::string password;
  RegistryAction action = RegistryAction::kLogIn;
  std::string repository = {};  // "<account id>/api"; empty for kLogIn and kList
};

enum class RegistryAccess {
  kAllowed,
  kUnknown,  // no password of ours, or an expired one
  kDenied,   // a good one that does not allow this
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_REGISTRY_ACCESS_H_
