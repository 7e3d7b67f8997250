// Requests to the container engine: a line with the query of a create call, then its body. The
// body is taken as an image reference, a signal and a CONNECT target too.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/localcloud/engine/docker_request.h"
#include "tools/localcloud/engine/image_reference.h"

namespace {

using release::cloud::HttpRequest;

void CheckReference(std::string_view text) {
  const auto reference = release::cloud::ParseImageReference(text);
  if (!reference.ok()) return;
  if (reference->tag.empty() && !reference->digest) std::abort();
  // It becomes part of a request line.
  for (const std::string* part : {&reference->repository, &reference->tag}) {
    if (std::any_of(part->begin(), part->end(), [](char c) { return c <= ' ' || c > '~'; })) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view rest = text.substr(std::min(end + 1, text.size()));
  const HttpRequest request{.method = "POST",
                            .target = "/containers/create?" + std::string(text.substr(0, end)),
                            .headers = {},
                            .body = std::string(rest)};
  const auto container = release::cloud::DescribedContainer(request);
  if (container.ok()) {
    if (container->name.empty()) std::abort();
    for (const auto& [name, value] : container->env) {
      if (name.empty() || name.find('=') != std::string::npos) std::abort();
    }
  }
  CheckReference(rest);
  const int signal = release::cloud::SignalOf(rest);
  if (signal < 0 || signal > 31) std::abort();
  if (const auto port = release::cloud::PortOfConnect(rest); port && *port == 0) std::abort();
  return 0;
}
