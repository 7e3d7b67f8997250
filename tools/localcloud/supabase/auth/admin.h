// Users as the secret key manages them: /admin/users.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_ADMIN_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_ADMIN_H_

#include "tools/localcloud/supabase/auth/call.h"

namespace release::cloud {

// Each answers 401 or 403 to a caller without the secret key.
HttpResponse PostAdminUser(AuthCall& call);
HttpResponse GetAdminUsers(AuthCall& call);  // ?page=1&per_page=50
HttpResponse GetAdminUser(AuthCall& call);
// Changes what the body has; metadata is merged, a null takes a member away.
HttpResponse PutAdminUser(AuthCall& call);
HttpResponse DeleteAdminUser(AuthCall& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_ADMIN_H_
