// The tables of Supabase Auth.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_SCHEMA_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_SCHEMA_H_

#include "absl/status/status.h"
#include "tools/localcloud/supabase/database.h"

namespace release::cloud {

// Makes what is missing of the schema `auth` (users, sessions, refresh_tokens, with GoTrue's names)
// and the extension pgcrypto in `extensions`, and hands the tables to supabase_auth_admin. The
// roles must be there (//supabase:prelude). May be called again and again. Errors:
// CLOUD-DATABASE-FAILED.
absl::Status PrepareAuthSchema(DatabasePool& pool);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_AUTH_SCHEMA_H_
