#include "tools/localcloud/cloudflare/pages/upload_token.h"

#include <cstdint>
#include <optional>

#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/signed_token.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::optional<json> ClaimsOf(const Call& call) {
  const std::string_view header = call.request.headers.Find("Authorization").value_or("");
  if (!header.starts_with("Bearer ")) return std::nullopt;
  auto claims = ReadSignedToken(call.signing_key, header.substr(7));
  if (!claims || TextAt(*claims, "use") != "pages") return std::nullopt;
  return claims;
}

}  // namespace

std::string NewUploadToken(const Call& call, const std::string& project) {
  return SignedToken(call.signing_key,
                     {{"use", "pages"},
                      {"account_id", call.account()},
                      {"project", project},
                      {"max_file_count_allowed", 20000},
                      {"iat", absl::ToUnixSeconds(call.now)},
                      {"exp", absl::ToUnixSeconds(call.now + call.options.pages_token_lifetime)}});
}

absl::Status CheckUploadToken(const Call& call) {
  const auto claims = ClaimsOf(call);
  if (!claims || (*claims)["exp"].get<int64_t>() <= absl::ToUnixSeconds(call.now)) {
    return ApiError(401, 8000013, "Authorization failed");
  }
  return absl::OkStatus();
}

std::string UploadAccount(const Call& call) {
  const auto claims = ClaimsOf(call);
  return claims ? TextAt(*claims, "account_id") : "";
}

}  // namespace release::cloud
