// One connection of the server; for server.cc only.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_CONNECTION_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_CONNECTION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "tools/localcloud/http/server.h"

namespace release::cloud {

// Serves requests until the client leaves, is too slow or breaks the protocol. `tls` is null for a
// plain connection. The references live longer than the coroutine.
boost::asio::awaitable<void> ServeConnection(boost::beast::tcp_stream socket,
                                             boost::asio::ssl::context* tls,
                                             const HttpLimits& limits, const HttpHandler& handler);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_CONNECTION_H_
