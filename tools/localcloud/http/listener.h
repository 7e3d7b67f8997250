// The listening socket of the server, TCP or unix; for server.cc only.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_LISTENER_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_LISTENER_H_

#include <sys/types.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace release::cloud {

// The destructor closes it, and removes the file of a unix socket if it is still ours.
class Listener {
 public:
  explicit Listener(boost::asio::io_context& io) : acceptor_(io) {}
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  // Errors: INVALID_ARGUMENT, HTTP-NOT-LOOPBACK; UNAVAILABLE, HTTP-CANNOT-LISTEN.
  absl::Status ListenOnPort(const std::string& address, uint16_t port);

  // A socket file on which nobody listens any more is replaced. Errors: HTTP-CANNOT-LISTEN.
  absl::Status ListenOnPath(const std::string& path);

  boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>& acceptor() {
    return acceptor_;
  }

  // 0 for a unix socket.
  uint16_t port() const { return port_; }

 private:
  boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol> acceptor_;
  uint16_t port_ = 0;
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_LISTENER_H_
