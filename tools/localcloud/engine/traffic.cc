#include "tools/localcloud/engine/traffic.h"

#include <boost/asio.hpp>
#include <chrono>
#include <map>
#include <thread>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/engine/ingress.h"
#include "tools/localcloud/engine/splice.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> ServeEgress(tcp::socket inside, tcp::endpoint target) {
  tcp::socket outside(co_await asio::this_coro::executor);
  auto [error] = co_await outside.async_connect(target, kAwait);
  if (error) {
    // The container sees a reset, as from a service that is down.
    boost::system::error_code ignored;
    inside.set_option(asio::socket_base::linger(true, 0), ignored);
    co_return;
  }
  co_await Splice(std::move(inside), std::move(outside));
}

}  // namespace

struct Traffic::State {
  using Acceptor = std::shared_ptr<tcp::acceptor>;

  IngressHooks hooks;
  // Only on the thread: what listens, by the name it was opened with.
  std::multimap<std::string, Acceptor> ingresses;
  std::multimap<std::string, Acceptor> egresses;

  // After the above: coroutines that it still holds refer to them when it is destroyed.
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  std::jthread thread;

  template <typename Serve>
  asio::awaitable<void> Accept(Acceptor acceptor, Serve serve) {
    while (acceptor->is_open()) {
      auto [error, socket] = co_await acceptor->async_accept(kAwait);
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // Out of descriptors: wait for some to come back instead of spinning.
        asio::steady_timer timer(io, std::chrono::milliseconds(50));
        co_await timer.async_wait(kAwait);
        continue;
      }
      asio::co_spawn(io, serve(std::move(socket)), asio::detached);
    }
  }

  template <typename Serve>
  void Open(std::multimap<std::string, Acceptor>& acceptors, const std::string& name,
            Acceptor acceptor, Serve serve) {
    asio::post(io, [this, &acceptors, name, acceptor, serve] {
      acceptors.emplace(name, acceptor);
      asio::co_spawn(io, Accept(acceptor, serve), asio::detached);
    });
  }

  void Close(std::multimap<std::string, Acceptor>& acceptors, const std::string& name) {
    asio::post(io, [&acceptors, name] {
      const auto [first, last] = acceptors.equal_range(name);
      boost::system::error_code ignored;
      for (auto each = first; each != last; ++each) each->second->close(ignored);
      acceptors.erase(first, last);
    });
  }
};

Traffic::Traffic() : state_(std::make_unique<State>()) {
  state_->thread = std::jthread([io = &state_->io] { io->run(); });
}

Traffic::~Traffic() { Stop(); }

void Traffic::Stop() {
  state_->io.stop();
  if (state_->thread.joinable()) state_->thread.join();
}

void Traffic::SetHooks(IngressHooks hooks) { state_->hooks = std::move(hooks); }

absl::StatusOr<uint16_t> Traffic::OpenIngress(const std::string& name, const std::string& address) {
  auto acceptor = std::make_shared<tcp::acceptor>(state_->io);
  boost::system::error_code error;
  const asio::ip::address ip = asio::ip::make_address(address, error);
  if (!error) acceptor->open(tcp::v4(), error);
  if (!error) acceptor->bind({ip, 0}, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "CLOUD-INGRESS",
                     .what = Concat("cannot listen on ", address, " for ", name),
                     .why = error.message(),
                     .fix = "check that the address is one of this machine's loopback"});
  }
  const uint16_t port = acceptor->local_endpoint().port();
  state_->Open(state_->ingresses, name, std::move(acceptor),
               [state = state_.get(), name](tcp::socket socket) {
                 return ServeIngress(std::move(socket), name, state->hooks);
               });
  return port;
}

void Traffic::CloseIngress(const std::string& name) { state_->Close(state_->ingresses, name); }

void Traffic::OpenEgress(const std::string& owner, FileDescriptor listener,
                         const Endpoint& target) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(target.host, error), target.port);
  auto acceptor = std::make_shared<tcp::acceptor>(state_->io, tcp::v4(), listener.Release());
  state_->Open(state_->egresses, owner, std::move(acceptor),
               [endpoint](tcp::socket socket) { return ServeEgress(std::move(socket), endpoint); });
}

void Traffic::CloseEgress(const std::string& owner) { state_->Close(state_->egresses, owner); }

}  // namespace release::cloud
