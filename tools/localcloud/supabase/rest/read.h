// GET and HEAD /rest/v1/{table}: rows, as row level security lets the caller see them.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_READ_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_READ_H_

#include <string>

#include "absl/time/time.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/supabase/caller.h"
#include "tools/localcloud/supabase/database.h"
#include "tools/localcloud/supabase/key_ring.h"
#include "tools/localcloud/supabase/options.h"

namespace release::cloud {

struct RestCall {
  const HttpRequest& request;
  std::string table;
  const Caller& caller;
  const SupabaseOptions& options;
  const KeyRing& keys;
  DatabasePool& pool;
  absl::Time now;
};

// Reads in a transaction of its own that is read only and has the caller's role and claims.
HttpResponse ReadRows(const RestCall& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_READ_H_
