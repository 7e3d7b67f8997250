// The v4 API's envelope: every answer is {"success", "errors", "messages", "result"}.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ANSWER_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ANSWER_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

// What a handler gives back. An error is made by ApiError; any other status becomes a 500.
using Answer = absl::StatusOr<HttpResponse>;

HttpResponse Success(const nlohmann::json& result);
HttpResponse Success(const nlohmann::json& result, const nlohmann::json& result_info);

// A failed status that FailureOf turns into an answer with this HTTP status and error code.
absl::Status ApiError(int http_status, int code, std::string message);

// An error of the containers API, whose shape is {"error": WORD, "details": {...}} in the envelope.
absl::Status ContainersError(int http_status, std::string word, const nlohmann::json& details);

// The answer for a failed status.
HttpResponse FailureOf(const absl::Status& status);

HttpResponse JsonAnswer(int http_status, const nlohmann::json& body);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ANSWER_H_
