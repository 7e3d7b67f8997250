// What an answer of Cloudflare's API means, as a diagnosis.
#ifndef RELEASE_PLUGINS_LIB_CLOUDFLARE_PROBLEM_H_
#define RELEASE_PLUGINS_LIB_CLOUDFLARE_PROBLEM_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/http/message.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::cloudflare {

enum class Kind { kGood, kNotFound, kAuth, kRateLimit, kRefused, kServer, kNotJson, kUnreachable };

// `body` is the parsed body, discarded when it is no JSON.
Kind KindOf(const http::Response& response, const nlohmann::json& body);

// What was asked.
struct Call {
  std::string base = {};
  std::string method = {};
  std::string path = {};  // behind the base
};

// For an answer that is not kGood: README.md has the codes. The API's own words stand in `why`. An
// answer with a code that is known has the diagnosis of that code, whatever its HTTP status.
// `repeat` is said of failures that may pass.
absl::Status ProblemOf(Kind kind, const Call& call, const http::Response& response,
                       const nlohmann::json& body, v1::Retry repeat);

// The permission that the token needs for the call, as the dashboard names it: "Workers Scripts
// Edit". Empty when it is not known.
std::string PermissionFor(std::string_view method, std::string_view path);

}  // namespace release::cloudflare

#endif  // RELEASE_PLUGINS_LIB_CLOUDFLARE_PROBLEM_H_
