// What the Boost row is for works: Asio, Asio over the shared OpenSSL, Beast, Process v2.
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
#include <boost/process/v2.hpp>
#include <sstream>

#include "gtest/gtest.h"

namespace release::deps_selftest {
namespace {

TEST(BoostTest, ProcessReportsTheExitCode) {
  boost::asio::io_context context;
  boost::process::v2::process child(context, "/bin/sh", {"-c", "exit 3"});
  EXPECT_EQ(child.wait(), 3);
}

TEST(BoostTest, AsioMakesATlsContext) {
  boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
  EXPECT_NE(context.native_handle(), nullptr);
}

TEST(BoostTest, BeastWritesARequest) {
  namespace http = boost::beast::http;
  const http::request<http::empty_body> request{http::verb::get, "/health", 11};
  std::ostringstream out;
  out << request;
  EXPECT_EQ(out.str(), "GET /health HTTP/1.1\r\n\r\n");
}

}  // namespace
}  // namespace release::deps_selftest
