// One HTTP GET, without redirects, whose failure says where it happened.
#ifndef RELEASE_PLUGINS_LIB_HTTP_GET_H_
#define RELEASE_PLUGINS_LIB_HTTP_GET_H_

#include <functional>
#include <stop_token>

#include "plugins/lib/http/message.h"

namespace release::http {

// Asks once, on a connection of its own, so that a poll sees certificate and addresses as they are
// now. Ends within about 50 ms after `stop`. `tick` is called about every 100 ms meanwhile, on the
// calling thread; optional. Proxies, cookies, netrc and redirects are not used.
Response Get(const Request& request, std::stop_token stop, const std::function<void()>& tick = {});

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_GET_H_
