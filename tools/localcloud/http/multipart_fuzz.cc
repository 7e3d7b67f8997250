// libFuzzer target of the multipart parser: README.md.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/localcloud/http/multipart.h"

namespace {

// Every part lies within the body, and so do the parts of a part that is a body itself.
void Parse(std::string_view body, int depth) {
  const auto boundary = release::cloud::LeadingBoundary(body);
  if (!boundary) return;
  const auto parts = release::cloud::ParseMultipart(body, *boundary);
  if (!parts.ok()) return;
  for (const auto& part : *parts) {
    if (part.content.empty()) continue;
    if (part.content.data() < body.data() ||
        part.content.data() + part.content.size() > body.data() + body.size()) {
      std::abort();
    }
    if (depth > 0) Parse(part.content, depth - 1);
  }
}

}  // namespace

// The first line is a Content-Type, the rest a body.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view body = text.substr(end + 1);
  if (const auto boundary = release::cloud::BoundaryOf(text.substr(0, end))) {
    (void)release::cloud::ParseMultipart(body, *boundary);
  }
  Parse(body, 2);
  return 0;
}
