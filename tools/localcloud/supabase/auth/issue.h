// Makes the tokens of a session.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_ISSUE_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_ISSUE_H_

#include <string>

#include "tools/localcloud/supabase/auth/call.h"

namespace release::cloud {

struct Session {
  std::string id;
  std::string user_id;
};

// A new session of the user.
Session StartSession(AuthCall& call, const std::string& user_id);

// A new refresh token of the session; `parent` is the one before, or "".
std::string AddRefreshToken(AuthCall& call, const Session& session, const std::string& parent);

// The answer that carries an access token (its claims judged by the project's hook), the refresh
// token and the user.
HttpResponse TokensOf(AuthCall& call, const Session& session, const std::string& refresh_token);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_ISSUE_H_
