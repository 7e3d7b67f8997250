// An HTTP/1.1 server on a loopback address (plain or TLS) or a unix socket: keep-alive, with limits
// that hold against slow and hostile clients.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_SERVER_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

// What a client may ask of us. Beyond: 431, 413, or the connection is closed.
struct HttpLimits {
  size_t header_bytes = 64 << 10;
  uint64_t body_bytes = uint64_t{128} << 20;
  absl::Duration handshake = absl::Seconds(10);
  absl::Duration header = absl::Seconds(30);  // from the end of the last answer; so also idle time
  absl::Duration body = absl::Seconds(60);
  absl::Duration write = absl::Seconds(60);
  size_t connections = 256;  // at once; one more is closed without a word
};

struct TlsIdentity {
  std::string certificate_chain_pem;
  std::string private_key_pem;
};

struct HttpServerOptions {
  std::string address = "127.0.0.1";  // 127.0.0.0/8 or ::1
  uint16_t port = 0;                  // 0: a free one

  // A unix socket in place of address and port; may be relative to the working directory of the
  // moment of Start and of the end. The file is 0600 and removed at the end; one that a killed
  // server left is replaced. Empty: none.
  std::string unix_path = {};

  std::optional<TlsIdentity> tls;  // TLS 1.2 or later; absent: plain
  HttpLimits limits = {};
  int threads = 4;  // so many requests are handled at once; the others wait
};

// Answers one request. Called from the server's threads, several at a time; may block, must not
// throw, and must not outlive what it refers to: the server calls it until it is destroyed.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

// The destructor stops accepting, drops what is connected and returns when no handler runs.
class HttpServer {
 public:
  // Errors: INVALID_ARGUMENT, HTTP-NOT-LOOPBACK; INVALID_ARGUMENT, HTTP-TLS-IDENTITY;
  // UNAVAILABLE, HTTP-CANNOT-LISTEN.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpServerOptions options,
                                                           HttpHandler handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  // 0 for a unix socket.
  uint16_t port() const;

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_SERVER_H_
