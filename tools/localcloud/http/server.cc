#include "tools/localcloud/http/server.h"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/localcloud/http/connection.h"
#include "tools/localcloud/http/listener.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

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

}  // namespace

struct HttpServer::State {
  HttpServerOptions options;
  HttpHandler handler;
  std::unique_ptr<asio::ssl::context> tls;
  std::atomic<size_t> connections = 0;

  // After the above: coroutines that it still holds refer to them when it is destroyed.
  asio::io_context io;
  Listener listener{io};
  std::vector<std::jthread> threads;

  asio::awaitable<void> Accept() {
    auto& acceptor = listener.acceptor();
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
      asio::co_spawn(executor, Serve(ClientStream(std::move(socket))), asio::detached);
    }
  }

  asio::awaitable<void> Serve(ClientStream stream) {
    co_await ServeConnection(std::move(stream), tls.get(), options.limits, handler);
    --connections;
  }
};

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options,
                                                              HttpHandler handler) {
  auto state = std::make_unique<State>();
  if (options.tls) {
    auto tls = TlsContext(*options.tls);
    if (!tls.ok()) return tls.status();
    state->tls = *std::move(tls);
  }
  const absl::Status listening = options.unix_path.empty()
                                     ? state->listener.ListenOnPort(options.address, options.port)
                                     : state->listener.ListenOnPath(options.unix_path);
  if (!listening.ok()) return listening;
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

uint16_t HttpServer::port() const { return state_->listener.port(); }

}  // namespace release::cloud
