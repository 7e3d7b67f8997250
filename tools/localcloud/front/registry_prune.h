// What the registry's directory may lose.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_PRUNE_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_PRUNE_H_

#include <cstddef>
#include <set>
#include <string>

namespace release::cloud {

// Of each repository these manifests stay: the `newest` ones that were pushed last, those in `keep`
// ("sha256:..."), what an index among them lists, and what refers to one of them as its subject.
// All others are forgotten, with their tags; their blobs are the business of the registry's own
// garbage collection. `directory` is the root of its storage, of which no registry runs. What
// cannot be read stays. Returns how many were forgotten.
int ForgetOldManifests(const std::string& directory, size_t newest,
                       const std::set<std::string>& keep);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_PRUNE_H_
