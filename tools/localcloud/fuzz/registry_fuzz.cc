// Requests at the registry's door: a line of method and target, then an Authorization header.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/localcloud/front/registry_request.h"

namespace {

// Whatever may be asked for there lies in the repository that the answer is about.
void Check(const std::string& target) {
  for (const char* method : {"GET", "HEAD", "POST", "DELETE"}) {
    const auto read = release::cloud::ReadRegistryRequest(method, target);
    if (!read || read->repository.empty()) continue;
    const std::string& repository = read->repository;
    if (!target.starts_with("/v2/" + repository + "/")) std::abort();
    const std::string framed = "/" + repository + "/";
    if (framed.find("/../") != std::string::npos || framed.find("/./") != std::string::npos ||
        framed.find("//") != std::string::npos || framed.find('%') != std::string::npos) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t end = text.find('\n');
  Check(std::string(text.substr(0, end)));
  if (end == std::string_view::npos) return 0;
  const auto credentials = release::cloud::ReadBasicCredentials(text.substr(end + 1));
  if (credentials && credentials->user.find(':') != std::string::npos) std::abort();
  return 0;
}
