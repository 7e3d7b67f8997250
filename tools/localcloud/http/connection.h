// One connection of the server; for server.cc only.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_CONNECTION_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_CONNECTION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include "tools/localcloud/http/server.h"

namespace release::cloud {

// A connection over TCP or a unix socket.
using ClientStream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;

// Serves requests until the client leaves, is too slow or breaks the protocol. `tls` is null for a
// plain connection. The references live longer than the coroutine.
boost::asio::awaitable<void> ServeConnection(ClientStream socket, boost::asio::ssl::context* tls,
                                             const HttpLimits& limits, const HttpHandler& handler);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_CONNECTION_H_
