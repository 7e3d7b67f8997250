#include "tools/localcloud/http/listener.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <cstring>
#include <string_view>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::local::stream_protocol;

absl::Status CannotListen(std::string_view place, std::string why) {
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "HTTP-CANNOT-LISTEN",
                   .what = Concat("cannot listen on ", place),
                   .why = std::move(why),
                   .fix = "end what listens there, or give another address, port or path"});
}

// Removes a socket file that a killed server left behind. Empty, or why it has to stay.
std::string RemoveStale(const std::string& path) {
  struct stat found;
  if (lstat(path.c_str(), &found) != 0) return "";
  if (!S_ISSOCK(found.st_mode)) return "a file that is no socket is there";
  asio::io_context io;
  stream_protocol::socket probe(io);
  boost::system::error_code error;
  probe.connect(stream_protocol::endpoint(path), error);
  if (error != asio::error::connection_refused) return "another server listens there";
  unlink(path.c_str());
  return "";
}

}  // namespace

Listener::~Listener() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  struct stat found;
  if (!path_.empty() && lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ &&
      found.st_ino == inode_) {
    unlink(path_.c_str());
  }
}

absl::Status Listener::ListenOnPort(const std::string& address, uint16_t port) {
  boost::system::error_code error;
  const asio::ip::address parsed = asio::ip::make_address(address, error);
  if (error || !parsed.is_loopback()) {
    return Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "HTTP-NOT-LOOPBACK",
         .what = Concat("the local cloud does not listen on `", address, "`"),
         .why = "it holds credentials and answers strangers, so it stays on this machine",
         .fix = "use an address that begins with 127., or ::1"});
  }
  const tcp::endpoint endpoint(parsed, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  tcp::endpoint bound;
  if (!error) {
    const auto generic = acceptor_.local_endpoint(error);
    std::memcpy(bound.data(), generic.data(), std::min(generic.size(), bound.capacity()));
  }
  if (error) return CannotListen(Concat(address, ":", port), error.message());
  port_ = bound.port();
  return absl::OkStatus();
}

absl::Status Listener::ListenOnPath(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return CannotListen(path, "a unix socket's path has at most 107 bytes");
  }
  if (std::string why = RemoveStale(path); !why.empty()) return CannotListen(path, why);
  const stream_protocol::endpoint endpoint(path);
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  // Before bind, so that the file is never open to others.
  if (!error) fchmod(acceptor_.native_handle(), 0600);
  if (!error) acceptor_.bind(endpoint, error);
  struct stat made;
  if (!error && lstat(path.c_str(), &made) == 0) {
    path_ = path;
    device_ = made.st_dev;
    inode_ = made.st_ino;
  }
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return CannotListen(path, error.message());
  return absl::OkStatus();
}

}  // namespace release::cloud
