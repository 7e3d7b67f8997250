#include "tools/localcloud/engine/ingress.h"

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/engine/docker_request.h"
#include "tools/localcloud/engine/splice.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kLongestRequest{30};
constexpr uint64_t kLargestBody = 1 << 20;

http::response<http::string_body> Answer(http::status status, std::string body, bool keep_alive) {
  http::response<http::string_body> answer(status, 11);
  answer.keep_alive(keep_alive);
  answer.body() = std::move(body);
  answer.prepare_payload();
  return answer;
}

// A connection to the container's port, or nothing.
asio::awaitable<std::optional<tcp::socket>> Connect(const std::string& name, uint16_t port,
                                                    const IngressHooks& hooks) {
  FileDescriptor fd = hooks.socket(name);
  if (!fd.valid()) co_return std::nullopt;
  tcp::socket socket(co_await asio::this_coro::executor, tcp::v4(), fd.Release());
  auto [error] = co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, kAwait);
  hooks.answered(name, port, !error);
  if (error) co_return std::nullopt;
  co_return std::move(socket);
}

}  // namespace

asio::awaitable<void> ServeIngress(tcp::socket accepted, std::string name,
                                   const IngressHooks& hooks) {
  beast::tcp_stream stream(std::move(accepted));
  beast::flat_buffer buffer;
  for (;;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    stream.expires_after(kLongestRequest);
    auto [header_error, header_size] =
        co_await http::async_read_header(stream, buffer, parser, kAwait);
    if (header_error) co_return;
    const std::string target(parser.get().target());
    if (parser.get().method() == http::verb::connect) {
      const std::optional<uint16_t> port = PortOfConnect(target);
      std::optional<tcp::socket> inside;
      if (port.has_value()) inside = co_await Connect(name, *port, hooks);
      // CONNECT has no body in either direction, so its answer has no length.
      const std::string answer = inside.has_value()
                                     ? "HTTP/1.1 200 OK\r\n\r\n"
                                     : "HTTP/1.1 503 Service Unavailable\r\nContent-Length: "
                                       "0\r\nConnection: close\r\n\r\n";
      auto [error, size] = co_await asio::async_write(stream, asio::buffer(answer), kAwait);
      if (error || !inside.has_value()) co_return;
      stream.expires_never();
      // The client may have begun to talk before it had the answer.
      auto [early_error, early] = co_await asio::async_write(*inside, buffer.data(), kAwait);
      if (early_error) co_return;
      co_await Splice(stream.release_socket(), *std::move(inside));
      co_return;
    }
    auto [body_error, body_size] = co_await http::async_read(stream, buffer, parser, kAwait);
    if (body_error) co_return;
    const bool known = (parser.get().method() == http::verb::put && target == "/egress") ||
                       (parser.get().method() == http::verb::get && target == "/ca");
    auto answer = known
                      ? Answer(http::status::ok, "", parser.get().keep_alive())
                      : Answer(http::status::not_implemented,
                               Concat("the ingress of a local container does not know ",
                                      std::string(parser.get().method_string()), " ", target, "\n"),
                               parser.get().keep_alive());
    auto [write_error, written] = co_await http::async_write(stream, answer, kAwait);
    if (write_error || !answer.keep_alive()) co_return;
  }
}

}  // namespace release::cloud
