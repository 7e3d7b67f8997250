#include "tools/localcloud/http/connection.h"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
using Parser = http::request_parser<http::string_body>;
using Response = http::response<http::string_body>;

std::chrono::nanoseconds Chrono(absl::Duration duration) {
  return absl::ToChronoNanoseconds(duration);
}

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

HttpRequest PlainRequest(http::request<http::string_body> message) {
  HttpRequest request;
  request.method = View(message.method_string());
  request.target = View(message.target());
  for (const auto& field : message) {
    request.headers.Add(std::string(View(field.name_string())), std::string(View(field.value())));
  }
  request.body = std::move(message.body());
  return request;
}

Response WireResponse(const HttpResponse& answer, const http::request<http::string_body>& request) {
  Response response(static_cast<http::status>(answer.status), request.version());
  for (const auto& [name, value] : answer.headers.all()) response.insert(name, value);
  response.keep_alive(request.keep_alive());
  response.body() = answer.body;
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

// What a client is told that broke a limit or the protocol, before the connection is closed.
// Nothing for one that just left.
std::optional<Response> Refusal(const beast::error_code& error) {
  http::status status = http::status::bad_request;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    status = http::status::request_header_fields_too_large;
  } else if (error == http::error::body_limit) {
    status = http::status::payload_too_large;
  } else if (error == beast::error::timeout) {
    status = http::status::request_timeout;
  } else if (error.category() != http::make_error_code(http::error::bad_method).category() ||
             error == http::error::end_of_stream || error == http::error::partial_message) {
    return std::nullopt;
  }
  Response response(status, 11);
  response.keep_alive(false);
  response.set(http::field::content_type, "text/plain");
  response.body() = Concat("refused: ", error.message(), "\n");
  response.prepare_payload();
  return response;
}

// Closes so that the client sees a reset, as when a machine in between has died.
void Reset(ClientStream& socket) {
  beast::error_code ignored;
  socket.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  socket.socket().close(ignored);
}

template <class Stream>
class Connection {
 public:
  Connection(Stream& stream, const HttpLimits& limits, const HttpHandler& handler)
      : stream_(stream), limits_(limits), handler_(handler) {}

  asio::awaitable<void> Run() {
    bool more = true;
    while (more) more = co_await ServeOne();
  }

 private:
  ClientStream& socket() { return beast::get_lowest_layer(stream_); }

  asio::awaitable<bool> ServeOne() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser.body_limit(limits_.body_bytes);
    socket().expires_after(Chrono(limits_.header));
    auto [header_error, header_size] =
        co_await http::async_read_header(stream_, buffer_, parser, kAwait);
    if (header_error) co_return co_await Refuse(header_error);

    socket().expires_after(Chrono(limits_.body));
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      auto [error, size] = co_await http::async_write(stream_, go_on, kAwait);
      if (error) co_return false;
    }
    auto [body_error, body_size] = co_await http::async_read(stream_, buffer_, parser, kAwait);
    if (body_error) co_return co_await Refuse(body_error);
    socket().expires_never();

    http::request<http::string_body> message = parser.release();
    http::request<http::string_body> head(message.method(), message.target(), message.version());
    head.keep_alive(message.keep_alive());
    const HttpResponse answer = handler_(PlainRequest(std::move(message)));
    co_return co_await Deliver(answer, head);
  }

  asio::awaitable<bool> Deliver(const HttpResponse& answer,
                                const http::request<http::string_body>& head) {
    if (answer.delivery.delay > absl::ZeroDuration()) {
      asio::steady_timer timer(co_await asio::this_coro::executor, Chrono(answer.delivery.delay));
      co_await timer.async_wait(kAwait);
    }
    if (answer.delivery.ending == Delivery::Ending::kReset) {
      Reset(socket());
      co_return false;
    }
    Response response = WireResponse(answer, head);
    socket().expires_after(Chrono(limits_.write));
    if (answer.delivery.ending == Delivery::Ending::kCut) {
      response.body().resize(response.body().size() / 2);  // Content-Length keeps the whole
      co_await http::async_write(stream_, response, kAwait);
      Reset(socket());
      co_return false;
    }
    auto [error, size] = co_await http::async_write(stream_, response, kAwait);
    co_return !error && response.keep_alive();
  }

  asio::awaitable<bool> Refuse(beast::error_code cause) {
    // After a timeout the stream is closed already, and nothing more can be said.
    auto refusal = Refusal(cause);
    if (refusal && cause != beast::error::timeout) {
      socket().expires_after(std::chrono::seconds(5));
      co_await http::async_write(stream_, *refusal, kAwait);
      co_await DrainBriefly();
    }
    co_return false;
  }

  // Reads on for a moment: closing with unread bytes resets the connection, and the client would
  // lose the refusal that was just written.
  asio::awaitable<void> DrainBriefly() {
    beast::error_code ignored;
    socket().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    socket().expires_after(std::chrono::seconds(1));
    std::array<char, 16384> waste;
    for (int rounds = 0; rounds < 256; ++rounds) {
      auto [error, size] =
          co_await socket().async_read_some(asio::buffer(waste.data(), waste.size()), kAwait);
      if (error) co_return;
    }
  }

  Stream& stream_;
  const HttpLimits& limits_;
  const HttpHandler& handler_;
  beast::flat_buffer buffer_;
};

}  // namespace

asio::awaitable<void> ServeConnection(ClientStream socket, asio::ssl::context* tls,
                                      const HttpLimits& limits, const HttpHandler& handler) {
  if (tls == nullptr) {
    co_await Connection<ClientStream>(socket, limits, handler).Run();
    beast::error_code ignored;
    socket.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    co_return;
  }
  beast::ssl_stream<ClientStream> stream(std::move(socket), *tls);
  beast::get_lowest_layer(stream).expires_after(Chrono(limits.handshake));
  auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
  if (error) co_return;
  co_await Connection<beast::ssl_stream<ClientStream>>(stream, limits, handler).Run();
  if (!beast::get_lowest_layer(stream).socket().is_open()) co_return;
  beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(1));
  co_await stream.async_shutdown(kAwait);
}

}  // namespace release::cloud
