#include "apps/api/healthcheck.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <charconv>
#include <optional>
#include <utility>

namespace spectral {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// One question, step by step; each step starts the next.
class Question {
 public:
  Question(asio::io_context& context, tcp::endpoint endpoint, std::chrono::milliseconds deadline)
      : stream_(context), request_(http::verb::get, "/health", 11) {
    request_.set(http::field::host, "localhost");
    request_.keep_alive(false);
    parser_.body_limit(64 * 1024);
    stream_.expires_after(deadline);
    stream_.async_connect(endpoint, [this](error_code error) {
      if (error) return Fail("cannot connect", error);
      http::async_write(stream_, request_, [this](error_code e, size_t) {
        if (e) return Fail("cannot ask", e);
        Read();
      });
    });
  }

  const std::string& problem() const { return problem_; }

 private:
  void Read() {
    http::async_read(stream_, buffer_, parser_, [this](error_code error, size_t) {
      if (error) return Fail("no answer", error);
      const auto& reply = parser_.get();
      if (reply.result() == http::status::ok) return problem_.clear();
      std::string body = reply.body();
      while (!body.empty() && body.back() == '\n') body.pop_back();
      problem_ = "HTTP " + std::to_string(reply.result_int()) + ": " + body;
    });
  }

  void Fail(const char* doing, error_code error) {
    problem_ = std::string(doing) + ": " + error.message();
  }

  beast::tcp_stream stream_;
  http::request<http::empty_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  std::string problem_ = "not asked";
};

}  // namespace

std::string CheckHealth(const ListenAddress& address, std::chrono::milliseconds deadline) {
  error_code error;
  asio::ip::address host = asio::ip::make_address(address.host, error);
  if (error) return "not an IP address: " + address.host;
  if (address.port == 0) return "the port is not known: set PORT, or name the server's --port-file";
  if (host.is_unspecified()) {
    host = host.is_v6() ? asio::ip::address(asio::ip::address_v6::loopback())
                        : asio::ip::address(asio::ip::address_v4::loopback());
  }
  asio::io_context context{1};
  const Question question(context, tcp::endpoint(host, address.port), deadline);
  context.run();
  return question.problem();
}

bool ParseListenAddress(const std::string& text, ListenAddress* address) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  const std::string port = text.substr(colon + 1);
  uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number == 0) return false;
  error_code bad_host;
  asio::ip::make_address(host, bad_host);
  if (bad_host) return false;
  *address = {host, number};
  return true;
}

}  // namespace spectral
