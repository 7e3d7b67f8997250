// One call of Supabase Auth, as its endpoints see it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_CALL_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_CALL_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/router.h"
#include "tools/localcloud/supabase/answers.h"
#include "tools/localcloud/supabase/caller.h"
#include "tools/localcloud/supabase/database.h"
#include "tools/localcloud/supabase/key_ring.h"
#include "tools/localcloud/supabase/options.h"

namespace release::cloud {

// The transaction runs as supabase_auth_admin and is kept unless a statement failed; then the
// answer of the endpoint is replaced too, so endpoints need not look.
struct AuthCall {
  const HttpRequest& request;
  const PathParams& params;
  const Caller& caller;
  const SupabaseOptions& options;
  const KeyRing& keys;
  SqlTransaction& sql;
  absl::Time now;

  std::string Now() const { return absl::FormatTime(absl::RFC3339_full, now, absl::UTCTimeZone()); }
  std::string Issuer() const { return options.origin + "/auth/v1"; }
  HttpResponse Error(int status, std::string_view code, std::string_view message) const {
    return AuthError(request, status, code, message);
  }
};

using AuthEndpoint = HttpResponse (*)(AuthCall& call);

// Whose token came along, with a session that still exists; or the refusal.
struct SignedIn {
  std::string user_id;
  std::string session_id;
};
std::variant<SignedIn, HttpResponse> WhoIsSignedIn(AuthCall& call);

// The user as Auth shows it, or null when there is none.
nlohmann::json UserJson(AuthCall& call, const std::string& user_id);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_CALL_H_
