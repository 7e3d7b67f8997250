// The revision of a source tree.
#ifndef RELEASE_TOOLS_CLI_REVISION_H_
#define RELEASE_TOOLS_CLI_REVISION_H_

#include <string>

namespace release {

// 40 hex digits of HEAD, with `-dirty` when a tracked file differs from it.
// `unknown` when the folder is no git tree, is empty, or git is not there.
std::string RevisionOf(const std::string& workspace);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_REVISION_H_
