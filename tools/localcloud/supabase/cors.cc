#include "tools/localcloud/supabase/cors.h"

#include <string>

namespace release::cloud {

HttpResponse Preflight(const HttpRequest& request) {
  HttpResponse response;
  response.status = 200;
  AllowOrigin(response);
  response.headers.Set("Access-Control-Allow-Methods",
                       "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT");
  if (const auto wanted = request.headers.Find("Access-Control-Request-Headers")) {
    response.headers.Set("Access-Control-Allow-Headers", std::string(*wanted));
  }
  response.headers.Set("Access-Control-Max-Age", "3600");
  return response;
}

void AllowOrigin(HttpResponse& response) {
  response.headers.Set("Access-Control-Allow-Origin", "*");
  response.headers.Set("Access-Control-Expose-Headers",
                       "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, "
                       "Link, X-Total-Count, X-Supabase-Api-Version");
}

}  // namespace release::cloud
