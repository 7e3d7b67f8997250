// TLS, with a client of others: curl, and a certificate that openssl made.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/localcloud/http/server.h"

namespace release::cloud {
namespace {

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    Command openssl;
    openssl.argv = {"/usr/bin/openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "1",
                    "-subj",
                    "/CN=api.example.com",
                    "-addext",
                    "subjectAltName=DNS:api.example.com",
                    "-keyout",
                    directory_.path() + "/key.pem",
                    "-out",
                    directory_.path() + "/cert.pem"};
    const auto made = release::Run(openssl, absl::Seconds(30), 10000);
    ASSERT_TRUE(made.ok() && made->exit.Success()) << made->err;
    HttpServerOptions options;
    options.tls = TlsIdentity{*ReadFile(directory_.path() + "/cert.pem", 10000),
                              *ReadFile(directory_.path() + "/key.pem", 10000)};
    options.limits.handshake = absl::Milliseconds(500);
    auto server = HttpServer::Start(options, [](const HttpRequest& request) {
      HttpResponse response;
      response.body = request.target + " " + request.body;
      if (request.target == "/reset") response.delivery.ending = Delivery::Ending::kReset;
      return response;
    });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  RunResult Curl(const std::string& host, std::vector<std::string> more) {
    const std::string port = std::to_string(server_->port());
    Command curl;
    curl.argv = {"/usr/bin/curl", "-sS",
                 "--cacert",      directory_.path() + "/cert.pem",
                 "--connect-to",  host + ":443:127.0.0.1:" + port};
    curl.argv.insert(curl.argv.end(), more.begin(), more.end());
    return *release::Run(curl, absl::Seconds(60), 100000);
  }

  TempDirectory directory_ = *TempDirectory::Create();
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsTest, TwoRequestsGoOverOneConnection) {
  const RunResult result =
      Curl("api.example.com", {"https://api.example.com/a", "-d", "x", "https://api.example.com/b",
                               "-w", "[%{num_connects}]"});
  EXPECT_EQ(result.out, "/a x[1]/b x[0]") << result.err;
}

TEST_F(TlsTest, ACertificateOfAnotherNameIsTheClientsToRefuse) {
  EXPECT_EQ(Curl("other.example.com", {"https://other.example.com/"}).exit.code_or_signal, 60);
}

TEST_F(TlsTest, AnAnswerMayBeReset) {
  EXPECT_FALSE(Curl("api.example.com", {"https://api.example.com/reset"}).exit.Success());
}

TEST_F(TlsTest, APlainRequestIsDroppedAndTheNextOneServed) {
  const std::string port = std::to_string(server_->port());
  EXPECT_FALSE(Curl("x", {"http://127.0.0.1:" + port + "/"}).exit.Success());
  EXPECT_EQ(Curl("api.example.com", {"https://api.example.com/a"}).out, "/a ");
}

}  // namespace
}  // namespace release::cloud
