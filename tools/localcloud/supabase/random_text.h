// Random identifiers and keys, from the system.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_RANDOM_TEXT_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_RANDOM_TEXT_H_

#include <cstddef>
#include <string>

namespace release::cloud {

std::string RandomLetters(size_t count);  // a-z and 0-5
std::string RandomVersion4Uuid();

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_RANDOM_TEXT_H_
