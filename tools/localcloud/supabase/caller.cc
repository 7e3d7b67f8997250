#include "tools/localcloud/supabase/caller.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "tools/base/text.h"
#include "tools/localcloud/supabase/answers.h"

namespace release::cloud {
namespace {

std::optional<std::string_view> BearerOf(const HttpRequest& request) {
  const auto header = request.headers.Find("Authorization");
  if (!header || !absl::StartsWithIgnoreCase(AbslView(*header), "Bearer ")) return std::nullopt;
  return header->substr(sizeof "Bearer " - 1);
}

}  // namespace

std::variant<Caller, HttpResponse> CallerOf(const HttpRequest& request, const KeyRing& keys) {
  const auto key = request.headers.Find("apikey");
  if (!key) {
    return GatewayError(401, "No API key found in request",
                        "No `apikey` request header or url param was found.");
  }
  Caller caller;
  caller.secret = *key == keys.secret_key().Reveal();
  if (!caller.secret && *key != keys.publishable_key()) {
    return GatewayError(401, "Invalid API key",
                        "Double check your Supabase `anon` or `service_role` API key.");
  }
  if (caller.secret &&
      request.headers.Find("User-Agent").value_or("").find("Mozilla/") != std::string_view::npos) {
    return GatewayError(401, "Forbidden use of secret API key in browser",
                        "Secret API keys can only be used in a protected environment.");
  }
  const auto bearer = BearerOf(request);
  if (bearer && *bearer != *key) caller.token = std::string(*bearer);
  return caller;
}

JudgedToken Judge(std::string_view token, const KeyRing& keys, std::string_view issuer,
                  absl::Time now) {
  const auto parts = SplitToken(token);
  if (!parts || TextIn(parts->header, "alg") != "ES256") return {TokenFlaw::kMalformed, nullptr};
  const auto key = keys.Find(TextIn(parts->header, "kid"));
  if (!key) return {TokenFlaw::kUnknownKey, nullptr};
  if (!key->Verifies(parts->signed_text, parts->signature)) {
    return {TokenFlaw::kBadSignature, nullptr};
  }
  const auto& claims = parts->claims;
  if (!claims.contains("exp") || !claims["exp"].is_number_integer() ||
      TextIn(claims, "iss") != issuer) {
    return {TokenFlaw::kNotOurs, claims};
  }
  const bool expired = absl::FromUnixSeconds(claims["exp"].get<int64_t>()) <= now;
  return {expired ? TokenFlaw::kExpired : TokenFlaw::kNone, claims};
}

}  // namespace release::cloud
