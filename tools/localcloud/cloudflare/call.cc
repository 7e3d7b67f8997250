#include "tools/localcloud/cloudflare/call.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/numbers.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

size_t NumberIn(const HttpRequest& request, std::string_view name, size_t otherwise, size_t most) {
  size_t number = 0;
  const auto text = request.Query(name);
  if (!text || !absl::SimpleAtoi(*text, &number) || number == 0) return otherwise;
  return std::min(number, most);
}

}  // namespace

std::string Call::Param(std::string_view name) const {
  const auto found = params.find(name);
  return found == params.end() ? "" : found->second;
}

std::string Call::Timestamp(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

json ParsedOrNull(std::string_view text) { return JsonOrNull(text); }

absl::StatusOr<json> Call::JsonBody() const {
  json value = ParsedOrNull(request.body);
  if (value.is_null() && request.body != "null") {
    return ApiError(400, 10001, "The request body is not valid JSON");
  }
  return value;
}

absl::StatusOr<json> Call::JsonObject() const {
  auto value = JsonBody();
  if (value.ok() && !value->is_object()) {
    return ApiError(400, 10001, "The request body is not a JSON object");
  }
  return value;
}

absl::StatusOr<std::vector<Part>> Call::MultipartBody() const {
  const auto boundary = BoundaryOf(request.headers.Find("Content-Type").value_or(""));
  if (!boundary) return ApiError(400, 10001, "The request is not multipart/form-data");
  auto parts = ParseMultipart(request.body, *boundary);
  if (parts.ok()) return parts;
  const auto diagnosis = DiagnosisOf(parts.status());
  return ApiError(400, 10001, Concat(diagnosis.what(), ": ", diagnosis.why()));
}

std::string TextAt(const json& object, const std::string& key, const std::string& otherwise) {
  const json value = ValueAt(object, key);
  return value.is_string() ? value.get<std::string>() : otherwise;
}

json ValueAt(const json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key)) return nullptr;
  return object[key];
}

Page PageOf(const HttpRequest& request, const std::vector<json>& all) {
  const size_t per_page = NumberIn(request, "per_page", 20, 1000);
  const size_t page = NumberIn(request, "page", 1, 1000000);
  const size_t begin = std::min(all.size(), (page - 1) * per_page);
  const size_t end = std::min(all.size(), begin + per_page);
  json result = json::array();
  for (size_t i = begin; i < end; ++i) result.push_back(all[i]);
  return {result,
          {{"page", page},
           {"per_page", per_page},
           {"count", end - begin},
           {"total_count", all.size()},
           {"total_pages", (all.size() + per_page - 1) / per_page}}};
}

}  // namespace release::cloud
