// What every emulated API reads of a request: a line with its target, then JSON.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/localcloud/http/json_text.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/router.h"

namespace {

using release::cloud::HttpRequest;

const release::cloud::Router& Routes() {
  static const release::cloud::Router& routes = *[] {
    auto* made = new release::cloud::Router();
    for (const char* path : {"/a", "/a/{one}", "/a/{one}/b/{two}", "/{one}/c"}) {
      made->Add("GET", path);
    }
    return made;
  }();
  return routes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t end = std::min(text.find('\n'), text.size());
  const HttpRequest request{
      .method = "GET", .target = std::string(text.substr(0, end)), .headers = {}, .body = ""};
  if (const auto match = Routes().Match("GET", request.path())) {
    for (const auto& [name, value] : match->params) {
      if (value.find('\0') != std::string::npos) std::abort();
    }
  }
  if (const auto value = request.Query("a"); value && value->find('\0') != std::string::npos) {
    std::abort();
  }
  // Copied and written as the request log does, which goes as deep as the value is.
  const nlohmann::json value =
      release::cloud::JsonOrNull(text.substr(std::min(end + 1, text.size())));
  const nlohmann::json copy = value;
  const std::string written = copy.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (release::cloud::JsonOrNull(written) != value) std::abort();
  return 0;
}
