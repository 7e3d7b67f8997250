// The endpoints of a project.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ROUTES_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ROUTES_H_

#include <vector>

#include "tools/localcloud/http/router.h"
#include "tools/localcloud/supabase/auth/call.h"

namespace release::cloud {

enum class Service { kAuth, kJwks, kHealth, kSettings, kRest };

struct Routes {
  struct Entry {
    Service service;
    AuthEndpoint endpoint = nullptr;  // of kAuth
  };
  Router router;
  std::vector<Entry> entries;  // by the router's index
};

Routes AllRoutes();

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ROUTES_H_
