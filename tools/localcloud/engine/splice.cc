#include "tools/localcloud/engine/splice.h"

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

namespace release::cloud {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> Pump(tcp::socket& from, tcp::socket& to) {
  std::array<char, 32768> buffer;
  boost::system::error_code ignored;
  for (;;) {
    auto [read_error, size] = co_await from.async_read_some(asio::buffer(buffer), kAwait);
    if (read_error == asio::error::eof) {
      to.shutdown(tcp::socket::shutdown_send, ignored);
      co_return;
    }
    if (read_error) break;
    auto [write_error, written] =
        co_await asio::async_write(to, asio::buffer(buffer.data(), size), kAwait);
    if (write_error) break;
  }
  from.close(ignored);
  to.close(ignored);
}

}  // namespace

asio::awaitable<void> Splice(tcp::socket one, tcp::socket other) {
  using asio::experimental::awaitable_operators::operator&&;
  co_await (Pump(one, other) && Pump(other, one));
}

}  // namespace release::cloud
