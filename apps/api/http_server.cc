#include "apps/api/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <optional>
#include <unordered_set>
#include <utility>

#include "apps/api/log.h"

namespace spectral {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

class Connection;

// What the connections of one server share. One thread, so no locks.
struct Shared {
  Handler handler;
  HttpLimits limits;
  bool draining = false;
  std::unordered_set<Connection*> open;
  std::function<void()> on_last_closed;
};

// What to answer to bytes that are no acceptable request; nullopt: the peer is gone, answer
// nothing.
std::optional<Response> AnswerToBadRequest(const error_code& error) {
  if (error == http::error::header_limit) {
    return ErrorResponse(431, "headers_too_large", "the headers of the request are too large");
  }
  if (error == http::error::body_limit) {
    return ErrorResponse(413, "body_too_large", "the body of the request is too large");
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message) {
    return std::nullopt;
  }
  if (error.category() == make_error_code(http::error::bad_method).category()) {
    return ErrorResponse(400, "bad_request", "not an HTTP request: " + error.message());
  }
  return std::nullopt;
}

// One client. Reads a request, waits for the handler, writes the reply, and again.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    shared_.open.insert(this);
  }

  ~Connection() {
    shared_.open.erase(this);
    if (shared_.open.empty() && shared_.on_last_closed) shared_.on_last_closed();
  }

  void Read() {
    parser_.emplace();
    parser_->header_limit(shared_.limits.header_bytes);
    parser_->body_limit(shared_.limits.body_bytes);
    reading_ = true;
    stream_.expires_after(shared_.limits.read);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, size_t) { self->OnRead(error); });
  }

  // The server stops: a connection without a request ends now, any other with its reply.
  void Drain() {
    if (reading_ && !parser_->got_some()) stream_.cancel();
  }

 private:
  void OnRead(error_code error) {
    reading_ = false;
    if (error) {
      keep_alive_ = false;
      if (auto response = AnswerToBadRequest(error)) return Write(*std::move(response));
      return Close();
    }
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == http::verb::head;
    stream_.expires_never();  // the handler answers in bounded time
    shared_.handler(
        Request{std::string(message.method_string()), std::string(message.target()),
                std::string(message[http::field::authorization]),
                std::string(message[http::field::content_type]), std::move(message.body())},
        // Moves `self` on: the last owner must be this thread, whichever one answers.
        [self = shared_from_this()](Response response) mutable {
          auto executor = self->stream_.get_executor();
          asio::post(executor, [self = std::move(self), response = std::move(response)]() mutable {
            self->Write(std::move(response));
          });
        });
  }

  void Write(Response response) {
    reply_.emplace();
    reply_->result(static_cast<unsigned>(response.status));
    reply_->set(http::field::server, "spectral-api");
    reply_->set(http::field::content_type, "application/json");
    reply_->set(http::field::cache_control, "no-store");
    reply_->set("X-Content-Type-Options", "nosniff");
    if (!response.allow.empty()) reply_->set(http::field::allow, response.allow);
    reply_->keep_alive(keep_alive_ && !shared_.draining);
    reply_->content_length(response.body.size());
    if (!head_) reply_->body() = std::move(response.body);
    stream_.expires_after(shared_.limits.write);
    http::async_write(stream_, *reply_, [self = shared_from_this()](error_code error, size_t) {
      if (!error && self->reply_->keep_alive()) return self->Read();
      self->Close();
    });
  }

  void Close() {
    error_code error;
    stream_.socket().shutdown(tcp::socket::shutdown_send, error);
    if (!error) Linger();
  }

  // Closing over unread bytes resets the connection, and the peer may lose the reply: reads for a
  // moment more.
  void Linger() {
    stream_.expires_after(std::chrono::seconds(1));
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = shared_from_this()](error_code error, size_t) {
                              if (!error && !self->shared_.draining) self->Linger();
                            });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{16 * 1024};
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> reply_;
  Shared& shared_;
  bool reading_ = false;
  bool keep_alive_ = false;
  bool head_ = false;
};

}  // namespace

class HttpServer::Listener {
 public:
  Listener(Handler handler, HttpLimits limits)
      : shared_{std::move(handler), limits, false, {}, nullptr} {}

  std::string Listen(const std::string& host, uint16_t port) {
    error_code error;
    const tcp::endpoint endpoint(asio::ip::make_address(host, error), port);
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return "";
    return "cannot listen on " + host + ":" + std::to_string(port) + ": " + error.message();
  }

  std::string address() const {
    const tcp::endpoint endpoint = acceptor_.local_endpoint();
    const std::string host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(endpoint.port());
  }

  bool Run(std::function<void(int)> on_stop) {
    on_stop_ = std::move(on_stop);
    WaitForSignal();
    Accept();
    context_.run();
    shared_.on_last_closed = nullptr;
    return shared_.open.empty();
  }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) {
        // Out of descriptors, most likely; they come back when connections end.
        LogWarning("cannot accept", {{"reason", error.message()}});
        timer_.expires_after(std::chrono::milliseconds(100));
        return timer_.async_wait([this](error_code stopped) {
          if (!stopped) Accept();
        });
      }
      if (shared_.open.size() < shared_.limits.connections) {
        std::make_shared<Connection>(std::move(socket), shared_)->Read();
      }
      Accept();
    });
  }

  void WaitForSignal() {
    signals_.async_wait([this](error_code error, int signal) {
      if (error) return;
      if (shared_.draining) return context_.stop();
      WaitForSignal();
      on_stop_(signal);
      Drain();
    });
  }

  void Drain() {
    shared_.draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    if (shared_.open.empty()) return context_.stop();
    shared_.on_last_closed = [this] { context_.stop(); };
    timer_.expires_after(shared_.limits.drain);
    timer_.async_wait([this](error_code error) {
      if (!error) context_.stop();
    });
    for (Connection* connection : shared_.open) connection->Drain();
  }

  Shared shared_;  // first: what is left in context_ when it ends refers to it
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::signal_set signals_{context_, SIGTERM, SIGINT};
  asio::steady_timer timer_{context_};
  std::function<void(int)> on_stop_;
};

HttpServer::HttpServer(Handler handler, HttpLimits limits)
    : listener_(std::make_unique<Listener>(std::move(handler), limits)) {}
HttpServer::~HttpServer() = default;
std::string HttpServer::Listen(const std::string& host, uint16_t port) {
  return listener_->Listen(host, port);
}
std::string HttpServer::address() const { return listener_->address(); }
bool HttpServer::Run(std::function<void(int)> on_stop) {
  return listener_->Run(std::move(on_stop));
}

}  // namespace spectral
