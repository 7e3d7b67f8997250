// Values in the text form of Cap'n Proto, which workerd's configuration is written in.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_CAPNP_TEXT_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_CAPNP_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::cloud {

// A quoted literal; any bytes.
std::string CapnpText(std::string_view text);

// "[a, b]" of entries that are literals already.
std::string CapnpList(const std::vector<std::string>& entries);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_CAPNP_TEXT_H_
