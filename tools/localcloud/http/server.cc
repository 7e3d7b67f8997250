#include "tools/localcloud/http/server.h"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/connection.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

absl::StatusOr<asio::ip::address> LoopbackAddress(const std::string& text) {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(text, error);
  if (!error && address.is_loopback()) return address;
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "HTTP-NOT-LOOPBACK",
                   .what = Concat("the local cloud does not listen on `", text, "`"),
                   .why = "it holds credentials and answers strangers, so it stays on this machine",
                   .fix = "use an address that begins with 127., or ::1"});
}

absl::StatusOr<std::unique_ptr<asio::ssl::context>> TlsContext(const TlsIdentity& identity) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1);
  context->use_certificate_chain(asio::buffer(identity.certificate_chain_pem), error);
  if (!error) {
    context->use_private_key(asio::buffer(identity.private_key_pem), asio::ssl::context::pem,
                             error);
  }
  if (!error) return context;
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "HTTP-TLS-IDENTITY",
                   .what = "the certificate or its key cannot be used",
                   .why = error.message(),
                   .fix = "give a PEM chain and the unencrypted PEM key of its first certificate"});
}

absl::Status Listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  boost::system::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return absl::OkStatus();
  return Diagnose(
      absl::StatusCode::kUnavailable,
      {.code = "HTTP-CANNOT-LISTEN",
       .what = Concat("cannot listen on ", endpoint.address().to_string(), ":", endpoint.port()),
       .why = error.message(),
       .fix = "end what listens there, or give another address or port"});
}

}  // namespace

struct HttpServer::State {
  HttpServerOptions options;
  HttpHandler handler;
  std::unique_ptr<asio::ssl::context> tls;
  std::atomic<size_t> connections = 0;
  uint16_t port = 0;

  // After the above: coroutines that it still holds refer to them when it is destroyed.
  asio::io_context io;
  tcp::acceptor acceptor{io};
  std::vector<std::jthread> threads;

  asio::awaitable<void> Accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(asio::make_strand(io), kAwait);
      if (error == asio::error::operation_aborted || !acceptor.is_open()) co_return;
      if (error) {
        // Out of descriptors: wait for some to come back instead of spinning.
        asio::steady_timer timer(io, std::chrono::milliseconds(50));
        co_await timer.async_wait(kAwait);
        continue;
      }
      if (connections.load() >= options.limits.connections) continue;
      ++connections;
      const auto executor = socket.get_executor();
      asio::co_spawn(executor, Serve(boost::beast::tcp_stream(std::move(socket))), asio::detached);
    }
  }

  asio::awaitable<void> Serve(boost::beast::tcp_stream stream) {
    co_await ServeConnection(std::move(stream), tls.get(), options.limits, handler);
    --connections;
  }
};

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options,
                                                              HttpHandler handler) {
  auto address = LoopbackAddress(options.address);
  if (!address.ok()) return address.status();
  auto state = std::make_unique<State>();
  if (options.tls) {
    auto tls = TlsContext(*options.tls);
    if (!tls.ok()) return tls.status();
    state->tls = *std::move(tls);
  }
  const absl::Status listening = Listen(state->acceptor, tcp::endpoint(*address, options.port));
  if (!listening.ok()) return listening;
  state->port = state->acceptor.local_endpoint().port();
  state->options = std::move(options);
  state->handler = std::move(handler);
  asio::co_spawn(state->io, state->Accept(), asio::detached);
  for (int i = 0; i < state->options.threads; ++i) {
    state->threads.emplace_back([io = &state->io] { io->run(); });
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::~HttpServer() {
  state_->io.stop();
  state_->threads.clear();
}

uint16_t HttpServer::port() const { return state_->port; }

}  // namespace release::cloud
