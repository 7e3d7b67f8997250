#include "plugins/lib/http/get.h"

#include "plugins/lib/http/client.h"

namespace release::http {

Response Get(const Request& request, std::stop_token stop, const std::function<void()>& tick) {
  Client client;
  return client.Send(request, stop, tick);
}

}  // namespace release::http
