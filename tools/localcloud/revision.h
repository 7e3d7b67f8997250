// What the API says it is.
#ifndef RELEASE_TOOLS_LOCALCLOUD_REVISION_H_
#define RELEASE_TOOLS_LOCALCLOUD_REVISION_H_

#include <string>

namespace release {

// The commit that the workspace's HEAD names, "unknown" when git cannot tell.
std::string HeadOf(const std::string& workspace);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_REVISION_H_
