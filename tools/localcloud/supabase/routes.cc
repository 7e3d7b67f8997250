#include "tools/localcloud/supabase/routes.h"

#include "tools/localcloud/supabase/auth/admin.h"
#include "tools/localcloud/supabase/auth/sign_in.h"

namespace release::cloud {

Routes AllRoutes() {
  Routes routes;
  const auto add = [&](const char* method, const char* path, Service service,
                       AuthEndpoint endpoint = nullptr) {
    routes.router.Add(method, path);
    routes.entries.push_back({service, endpoint});
  };
  add("POST", "/auth/v1/token", Service::kAuth, &PostToken);
  add("GET", "/auth/v1/user", Service::kAuth, &GetUser);
  add("POST", "/auth/v1/logout", Service::kAuth, &PostLogout);
  add("POST", "/auth/v1/admin/users", Service::kAuth, &PostAdminUser);
  add("GET", "/auth/v1/admin/users", Service::kAuth, &GetAdminUsers);
  add("GET", "/auth/v1/admin/users/{user_id}", Service::kAuth, &GetAdminUser);
  add("PUT", "/auth/v1/admin/users/{user_id}", Service::kAuth, &PutAdminUser);
  add("DELETE", "/auth/v1/admin/users/{user_id}", Service::kAuth, &DeleteAdminUser);
  add("GET", "/auth/v1/.well-known/jwks.json", Service::kJwks);
  add("GET", "/auth/v1/health", Service::kHealth);
  add("GET", "/auth/v1/settings", Service::kSettings);
  add("GET", "/rest/v1/{table}", Service::kRest);
  add("HEAD", "/rest/v1/{table}", Service::kRest);
  return routes;
}

}  // namespace release::cloud
