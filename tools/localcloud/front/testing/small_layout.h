// For tests: an OCI image layout of one small layer, written without a builder.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_TESTING_SMALL_LAYOUT_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_TESTING_SMALL_LAYOUT_H_

#include <string>

namespace release::cloud {

// Writes it into `directory`, under the tag "latest"; the digest of its manifest, "sha256:...".
std::string WriteSmallLayout(const std::string& directory);

// The digest that the index of a layout names.
std::string LayoutDigest(const std::string& directory);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_TESTING_SMALL_LAYOUT_H_
