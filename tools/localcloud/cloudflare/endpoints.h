// The endpoints that exist, as the families of resources add them.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ENDPOINTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ENDPOINTS_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/call.h"
#include "tools/localcloud/http/router.h"

namespace release::cloud {

// Answers one call, within a transaction that an error rolls back.
using EndpointHandler = std::function<Answer(Call&)>;

enum class Credential {
  kApiToken,
  kPagesUpload,  // the JWT of a Pages project
};

class Endpoints {
 public:
  struct Endpoint {
    EndpointHandler handler;
    Credential credential;
  };

  void Add(const std::string& method, const std::string& path_template, EndpointHandler handler,
           Credential credential = Credential::kApiToken) {
    router_.Add(method, path_template);
    endpoints_.push_back({std::move(handler), credential});
  }

  const Router& router() const { return router_; }
  const Endpoint& at(size_t index) const { return endpoints_[index]; }

 private:
  Router router_;
  std::vector<Endpoint> endpoints_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ENDPOINTS_H_
