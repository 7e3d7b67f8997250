// The role by which the poolers look up the verifiers of those who log in.
#ifndef RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_ROLE_H_
#define RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_ROLE_H_

#include "absl/status/statusor.h"
#include "tools/base/secret.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {

// As on Supabase. Not for people: it reads everything (pg_read_all_data), password verifiers too.
inline constexpr char kPoolerRole[] = "pgbouncer";

// Makes the role where it is missing, and gives it a new random password, which is nowhere else.
// Poolers that run with an earlier one cannot log in anybody any more: call it once for all of
// them. Errors: CLOUD-DATABASE-FAILED.
absl::StatusOr<Secret> EnsurePoolerRole(const Endpoint& postgres, const Secret& superuser_password);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_ROLE_H_
