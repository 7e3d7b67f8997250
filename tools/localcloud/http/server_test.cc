#include "tools/localcloud/http/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/localcloud/http/testing/raw_client.h"

namespace release::cloud {
namespace {

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr const char* kLastGet = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

std::unique_ptr<HttpServer> Started(HttpHandler handler, HttpLimits limits = {}) {
  HttpServerOptions options;
  options.limits = limits;
  auto server = HttpServer::Start(options, std::move(handler));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

HttpResponse Echo(const HttpRequest& request) {
  HttpResponse response;
  response.body = request.method + " " + request.target + " " + request.body;
  return response;
}

std::string StatusLine(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

TEST(HttpServerTest, OneConnectionCarriesSeveralRequests) {
  const auto server = Started(Echo);
  RawClient client(server->port());
  client.Send("POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz");
  EXPECT_NE(client.ReadAnswer().find("POST /a?b=c xyz"), std::string::npos);
  client.Send(kGet);
  EXPECT_NE(client.ReadAnswer().find("GET / "), std::string::npos);
}

TEST(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  const auto server = Started(Echo);
  const std::string answer =
      Exchange(server->port(), std::string("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n") +
                                   "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_LT(answer.find("GET /1"), answer.find("GET /2"));
  EXPECT_NE(answer.find("GET /2"), std::string::npos);
}

TEST(HttpServerTest, ChunkedBodiesAndExpectContinueAreServed) {
  const auto server = Started(Echo);
  const std::string answer =
      Exchange(server->port(),
               "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
               "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(StatusLine(answer), "HTTP/1.1 100 Continue");
  EXPECT_NE(answer.find("POST / abc"), std::string::npos);
}

TEST(HttpServerTest, MalformedRequestsAre400) {
  const auto server = Started(Echo);
  for (const std::string bytes :
       {"\x16\x03\x01 TLS to a plain port\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    EXPECT_EQ(StatusLine(Exchange(server->port(), bytes)), "HTTP/1.1 400 Bad Request") << bytes;
  }
}

TEST(HttpServerTest, TooLargeHeadersAndBodiesAreRefused) {
  const auto server = Started(Echo, {.header_bytes = 1000, .body_bytes = 10});
  EXPECT_EQ(StatusLine(Exchange(server->port(), "GET / HTTP/1.1\r\nHost: a\r\nX: " +
                                                    std::string(2000, 'x') + "\r\n\r\n")),
            "HTTP/1.1 431 Request Header Fields Too Large");
  EXPECT_EQ(StatusLine(Exchange(
                server->port(),
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n" + std::string(11, 'x'))),
            "HTTP/1.1 413 Payload Too Large");
  EXPECT_EQ(StatusLine(Exchange(server->port(),
                                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb"
                                "\r\n01234567890\r\n0\r\n\r\n")),
            "HTTP/1.1 413 Payload Too Large");
}

TEST(HttpServerTest, SlowClientsAreDroppedAndOthersAreServedMeanwhile) {
  const auto server =
      Started(Echo, {.header = absl::Milliseconds(300), .body = absl::Milliseconds(300)});
  std::vector<RawClient> slow;
  for (int i = 0; i < 50; ++i) {
    slow.emplace_back(server->port()).Send("GET / HTTP/1.1\r\nHost");
    slow.emplace_back(server->port()).Send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1");
  }
  EXPECT_EQ(StatusLine(Exchange(server->port(), kLastGet)), "HTTP/1.1 200 OK");
  for (RawClient& client : slow) EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(HttpServerTest, OneConnectionTooManyIsClosed) {
  const auto server = Started(Echo, {.connections = 2});
  RawClient first(server->port());
  RawClient second(server->port());
  first.Send(kGet);
  second.Send(kGet);
  first.ReadAnswer();
  second.ReadAnswer();
  EXPECT_EQ(RawClient(server->port()).ReadToEnd(), "");
}

TEST(HttpServerTest, AnAnswerMayBeResetCutOrDelayed) {
  const auto server = Started([](const HttpRequest& request) {
    HttpResponse response;
    response.body = std::string(1000, 'x');
    if (request.target == "/reset") response.delivery.ending = Delivery::Ending::kReset;
    if (request.target == "/cut") response.delivery.ending = Delivery::Ending::kCut;
    if (request.target == "/late") response.delivery.delay = absl::Milliseconds(200);
    return response;
  });
  RawClient reset(server->port());
  reset.Send("GET /reset HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(reset.ReadToEnd(), "");
  EXPECT_TRUE(reset.was_reset());

  RawClient cut(server->port());
  cut.Send("GET /cut HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string part = cut.ReadToEnd();
  EXPECT_NE(part.find("Content-Length: 1000"), std::string::npos);
  EXPECT_LT(part.size(), 1000u);

  const auto before = std::chrono::steady_clock::now();
  Exchange(server->port(), "GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(200));
}

TEST(HttpServerTest, OnlyLoopbackAddressesAreListenedOn) {
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "localhost", ""}) {
    HttpServerOptions options;
    options.address = address;
    const auto server = HttpServer::Start(options, Echo);
    ASSERT_FALSE(server.ok()) << address;
    EXPECT_EQ(DiagnosisOf(server.status()).code(), "HTTP-NOT-LOOPBACK");
  }
}

TEST(HttpServerTest, AnUnusableIdentityAndATakenPortAreErrors) {
  const auto server = Started(Echo);
  HttpServerOptions taken;
  taken.port = server->port();
  EXPECT_EQ(DiagnosisOf(HttpServer::Start(taken, Echo).status()).code(), "HTTP-CANNOT-LISTEN");
  HttpServerOptions tls;
  tls.tls = TlsIdentity{"no certificate", "no key"};
  EXPECT_EQ(DiagnosisOf(HttpServer::Start(tls, Echo).status()).code(), "HTTP-TLS-IDENTITY");
}

}  // namespace
}  // namespace release::cloud
