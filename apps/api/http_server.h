// HTTP/1.1 on one thread: accepts, reads and writes; the work itself is the handler's.
#ifndef RELEASE_APPS_API_HTTP_SERVER_H_
#define RELEASE_APPS_API_HTTP_SERVER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "apps/api/http_types.h"

namespace spectral {

struct HttpLimits {
  uint32_t header_bytes = 8 * 1024;  // more is a 431
  uint64_t body_bytes = 64 * 1024;   // more is a 413
  size_t connections = 256;          // more are closed at once
  std::chrono::seconds read{15};     // for a whole request, and for an idle connection
  std::chrono::seconds write{15};    // for a whole reply
  std::chrono::seconds drain{8};     // for what is in flight when the server stops
};

// A request that is not HTTP is answered with 400 and the connection is closed.
class HttpServer {
 public:
  HttpServer(Handler handler, HttpLimits limits);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Starts to listen; `host` is an IP address, port 0 takes a free one. "" or the reason.
  std::string Listen(const std::string& host, uint16_t port);

  // "127.0.0.1:8080" or "[::1]:8080", after Listen().
  std::string address() const;

  // Serves until SIGTERM or SIGINT. Then `on_stop` is called with the signal, nothing new is
  // accepted, idle connections are closed and requests in flight are answered. True when all of
  // them were within `limits.drain`. A second signal does not wait for them.
  bool Run(std::function<void(int signal)> on_stop);

  class Listener;

 private:
  std::unique_ptr<Listener> listener_;
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_HTTP_SERVER_H_
