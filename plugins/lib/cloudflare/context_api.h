// The API as a step's environment has it.
#ifndef RELEASE_PLUGINS_LIB_CLOUDFLARE_CONTEXT_API_H_
#define RELEASE_PLUGINS_LIB_CLOUDFLARE_CONTEXT_API_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plugins/lib/cloudflare/api.h"
#include "proto/release/v1/step.pb.h"
#include "tools/sdk/context.h"

namespace release::cloudflare {

// With the token that the secret holds, at the environment's address. It says signs of life to the
// context, which outlives it. Errors: STEP-SECRET-MISSING; CLOUDFLARE-LOCAL (an address of a
// rehearsal where the environment does not allow one).
absl::StatusOr<Api> ApiOf(Context& context, const std::string& token_secret);

// The same without a token: where the API is and how it is reached. Error: CLOUDFLARE-LOCAL.
absl::StatusOr<ApiSettings> SettingsFor(const Context& context);

// The rules' `resolve` as libcurl's CONNECT_TO lines.
std::vector<std::string> ConnectTo(const v1::EnvironmentRules& rules);

}  // namespace release::cloudflare

#endif  // RELEASE_PLUGINS_LIB_CLOUDFLARE_CONTEXT_API_H_
