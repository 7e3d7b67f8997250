// Sessions: signing in, renewing, signing out.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_SIGN_IN_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_SIGN_IN_H_

#include "tools/localcloud/supabase/auth/call.h"

namespace release::cloud {

// POST /token, grants `password` and `refresh_token`. Refresh tokens rotate; one that was used
// before gives the session's present one when it is that one's parent or was used moments ago, and
// otherwise ends the session's tokens.
HttpResponse PostToken(AuthCall& call);

HttpResponse GetUser(AuthCall& call);

// POST /logout?scope=global|local|others
HttpResponse PostLogout(AuthCall& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_SIGN_IN_H_
