// Identifiers as the API gives them out. Random, from the system.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_IDS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_IDS_H_

#include <cstddef>
#include <string>

namespace release::cloud {

std::string RandomHex(size_t digits);   // even; 32 for most things
std::string RandomUuid();               // version 4
std::string RandomBytes(size_t count);  // for keys

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_IDS_H_
