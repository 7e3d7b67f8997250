#include "tools/cli/person.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace release {

std::string PersonHere() {
  const passwd* user = getpwuid(getuid());
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  std::string person = user == nullptr ? std::to_string(getuid()) : user->pw_name;
  return person + "@" + host.data();
}

}  // namespace release
