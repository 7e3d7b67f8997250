#include "tools/coordinator/secrets/process_environment.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace release {

std::optional<Secret> ReadVariable(const std::string& name) {
  const char* value = getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return Secret::Of(std::string(value));
}

void ScrubVariable(const std::string& name) {
  if (environ == nullptr) return;
  // The kernel passes on what it was given, also the same name twice.
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, name.c_str(), name.size()) != 0 || (*entry)[name.size()] != '=')
      continue;
    char* value = *entry + name.size() + 1;
    explicit_bzero(value, std::strlen(value));
  }
  unsetenv(name.c_str());
}

void ProtectMemory() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);  // lowering a limit of one's own does not fail
#if !defined(__SANITIZE_ADDRESS__)
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace release
