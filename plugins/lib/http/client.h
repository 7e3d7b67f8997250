// Requests of any method, one after the other, on connections that are kept.
#ifndef RELEASE_PLUGINS_LIB_HTTP_CLIENT_H_
#define RELEASE_PLUGINS_LIB_HTTP_CLIENT_H_

#include <functional>
#include <memory>
#include <stop_token>

#include "plugins/lib/http/message.h"

namespace release::http {

// Proxies, cookies, netrc and redirects are not used. HTTP/1.1 for uploads over plain connections,
// else what TLS agrees on.
//
// Threads: one at a time.
class Client {
 public:
  Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  // Sends it once and waits for the answer: a HEAD has no body, a 4xx is an answer. Ends within
  // about 50 ms after `stop`. `tick` is called about every 100 ms meanwhile, on the calling thread;
  // optional.
  Response Send(const Request& request, std::stop_token stop,
                const std::function<void()>& tick = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_CLIENT_H_
