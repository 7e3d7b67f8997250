// What the emulated Supabase project is, and where its database listens.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_OPTIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_OPTIONS_H_

#include <string>

#include "absl/time/time.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {

struct SupabaseOptions {
  // What clients reach it by: "https://<project-ref>.supabase.co". Tokens name it as their issuer.
  std::string origin;

  Endpoint postgres;  // PostgreSQL itself, not a pooler
  std::string database;

  absl::Duration token_lifetime = absl::Hours(1);

  // A refresh token that was used may be used again for so long, as in a project's defaults.
  absl::Duration refresh_reuse = absl::Seconds(10);

  // The "custom access token" hook: schema and name of a function jsonb -> jsonb. Not called while
  // the database has no such function (before the first migrations). Empty: none.
  std::string token_hook = "spectral.access_token_claims";
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_OPTIONS_H_
