#include "apps/api/http_types.h"

#include "nlohmann/json.hpp"

namespace spectral {

Response ErrorResponse(int status, const std::string& code, const std::string& message) {
  using Json = nlohmann::ordered_json;
  const Json body = {{"error", {{"code", code}, {"message", message}}}};
  return {status, body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", ""};
}

}  // namespace spectral
