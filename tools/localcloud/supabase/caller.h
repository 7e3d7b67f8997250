// Who calls: the API key of the program, the access token of the person.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_CALLER_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_CALLER_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/time/time.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/supabase/key_ring.h"

namespace release::cloud {

struct Caller {
  bool secret = false;  // the API key is the secret one, not the publishable one

  // The bearer token, when it is not an API key once more. Not judged yet.
  std::optional<std::string> token;
};

// What the gateway makes of a request: the caller, or its refusal.
std::variant<Caller, HttpResponse> CallerOf(const HttpRequest& request, const KeyRing& keys);

enum class TokenFlaw { kNone, kMalformed, kUnknownKey, kBadSignature, kExpired, kNotOurs };

struct JudgedToken {
  TokenFlaw flaw = TokenFlaw::kMalformed;
  nlohmann::json claims;  // null when the signature is not ours
};

// `issuer` is the "iss" that counts. The service that asks says it in its own words.
JudgedToken Judge(std::string_view token, const KeyRing& keys, std::string_view issuer,
                  absl::Time now);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_CALLER_H_
