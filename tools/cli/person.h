// Who types.
#ifndef RELEASE_TOOLS_CLI_PERSON_H_
#define RELEASE_TOOLS_CLI_PERSON_H_

#include <string>

namespace release {

// `user@host`, for people; proves nothing.
std::string PersonHere();

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_PERSON_H_
