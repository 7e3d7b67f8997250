#include "tools/localcloud/cloudflare/answer.h"

#include <utility>

#include "absl/strings/cord.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kPayload[] = "release/localcloud-api-error";

absl::Status WithPayload(const json& payload, const std::string& message) {
  absl::Status status(absl::StatusCode::kFailedPrecondition, message);
  status.SetPayload(kPayload, absl::Cord(payload.dump()));
  return status;
}

json Envelope(const json& result) {
  return {{"success", true},
          {"errors", json::array()},
          {"messages", json::array()},
          {"result", result}};
}

}  // namespace

HttpResponse JsonAnswer(int http_status, const json& body) {
  HttpResponse response;
  response.status = http_status;
  response.headers.Set("Content-Type", "application/json");
  response.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

HttpResponse Success(const json& result) { return JsonAnswer(200, Envelope(result)); }

HttpResponse Success(const json& result, const json& result_info) {
  json envelope = Envelope(result);
  envelope["result_info"] = result_info;
  return JsonAnswer(200, envelope);
}

absl::Status ApiError(int http_status, int code, std::string message) {
  return WithPayload({{"status", http_status}, {"code", code}, {"message", message}}, message);
}

absl::Status ContainersError(int http_status, std::string word, const json& details) {
  return WithPayload({{"status", http_status},
                      {"code", 1000},
                      {"message", word},
                      {"extra", {{"error", word}, {"details", details}}}},
                     word);
}

HttpResponse FailureOf(const absl::Status& status) {
  json error = {{"status", 500}, {"code", 10013}, {"message", std::string(status.message())}};
  if (const auto payload = status.GetPayload(kPayload)) {
    error = json::parse(std::string(*payload), nullptr, false);
  }
  json body = {{"success", false},
               {"errors", {{{"code", error["code"]}, {"message", error["message"]}}}},
               {"messages", json::array()},
               {"result", nullptr}};
  if (error.contains("extra")) body.update(error["extra"]);
  return JsonAnswer(error["status"].get<int>(), body);
}

}  // namespace release::cloud
