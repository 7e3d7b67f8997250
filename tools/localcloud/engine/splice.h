// Bytes from one connection to another, both ways.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_SPLICE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_SPLICE_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace release::cloud {

// Until both sides have said their last word, or one is broken: then both are closed. The end of
// one direction is passed on while the other goes on.
boost::asio::awaitable<void> Splice(boost::asio::ip::tcp::socket one,
                                    boost::asio::ip::tcp::socket other);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_SPLICE_H_
