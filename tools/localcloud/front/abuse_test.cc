// Clients that are slow, broken or hostile: they are dropped, and others do not notice.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/testing/front_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kApi = "api.spectral.test";

class AbuseTest : public FrontFixture {
 protected:
  void SetUp() override {
    settings_.client_timeout = absl::Seconds(1);
    FrontFixture::SetUp();
    AddServer("one");
    ASSERT_TRUE(front_->certificates().Issue(kApi).ok());
    ASSERT_TRUE(front_->hosts().Serve(kApi, "one.sock").ok());
  }

  FileDescriptor Connected() {
    FileDescriptor client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(settings_.port);
    inet_pton(AF_INET, settings_.address.c_str(), &address.sin_addr);
    EXPECT_EQ(connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return client;
  }

  // Sends the bytes inside TLS and waits until the front closes; what it said.
  std::string Said(const std::string& bytes) {
    Command openssl;
    openssl.argv = {"/usr/bin/openssl",
                    "s_client",
                    "-quiet",
                    "-connect",
                    Concat(settings_.address, ":", settings_.port),
                    "-servername",
                    kApi,
                    "-CAfile",
                    front_->certificates().ca_path()};
    openssl.env = {{"PATH", "/usr/bin:/bin"}};
    openssl.in = Stdio::kPipe;
    openssl.out = Stdio::kPipe;
    openssl.err = Stdio::kNull;
    auto process = Process::Start(openssl);
    EXPECT_TRUE(process.ok()) << process.status();
    const FileDescriptor in = process->TakeStdin();
    const FileDescriptor out = process->TakeStdout();
    EXPECT_EQ(write(in.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    return ReadToEnd(out.get());
  }

  static std::string ReadToEnd(int fd) {
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(fd, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<size_t>(n));
    }
    return text;
  }
};

TEST_F(AbuseTest, AClientThatNeverShakesHandsIsDropped) {
  const FileDescriptor silent = Connected();
  const FileDescriptor half = Connected();
  ASSERT_EQ(write(half.get(), "\x16\x03\x01", 3), 3);
  EXPECT_EQ(ReadToEnd(silent.get()), "");
  EXPECT_EQ(ReadToEnd(half.get()), "");
  EXPECT_THAT(Get(kApi), StartsWith("one"));
}

TEST_F(AbuseTest, AClientThatIsSlowWithItsHeadersOrBodyIsDropped) {
  Said("GET / HTTP/1.1\r\nHost: api.spectral.test\r\nX: ");
  Said("POST / HTTP/1.1\r\nHost: api.spectral.test\r\nContent-Length: 100\r\n\r\nsome");
  EXPECT_THAT(Get(kApi), StartsWith("one"));
}

TEST_F(AbuseTest, ManyIdleConnectionsDoNotStopOthers) {
  std::vector<FileDescriptor> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(Connected());
  EXPECT_THAT(Get(kApi), StartsWith("one"));
}

TEST_F(AbuseTest, MalformedRequestsAre400) {
  for (const std::string bytes :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /../.. HTTP/1.1\r\nHost: api.spectral.test\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: api.spectral.test\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: api.spectral.test\r\nContent-Length: 1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
    EXPECT_THAT(Said(bytes), HasSubstr("400 Bad Request")) << bytes;
  }
  const FileDescriptor plain = Connected();
  const std::string request = "GET / HTTP/1.1\r\nHost: api.spectral.test\r\n\r\n";
  ASSERT_EQ(write(plain.get(), request.data(), request.size()),
            static_cast<ssize_t>(request.size()));
  EXPECT_THAT(ReadToEnd(plain.get()), HasSubstr("400 Bad Request"));
}

TEST_F(AbuseTest, HostsThatAreNoNamesOfOursReachNoFile) {
  for (const std::string host :
       {"..", "../one.sock", "a_b", "a..b", "%2e%2e", "\"x", "$site", "known", "one.sock"}) {
    const std::string said =
        Said(Concat("GET / HTTP/1.1\r\nHost: ", host, "\r\nConnection: close\r\n\r\n"));
    EXPECT_TRUE(said.find("421") != std::string::npos || said.find("400") != std::string::npos)
        << host << ": " << said;
    EXPECT_EQ(said.find("Server: one"), std::string::npos) << host;
  }
}

TEST_F(AbuseTest, TooLargeHeadersAndBodiesAreRefused) {
  const std::string large(200 << 10, 'x');
  EXPECT_THAT(
      Said(Concat("GET / HTTP/1.1\r\nHost: a.b\r\nX: ", large.substr(0, 40 << 10), "\r\n\r\n")),
      HasSubstr("400 "));
  EXPECT_THAT(Said("POST / HTTP/1.1\r\nHost: api.spectral.test\r\n"
                   "Content-Length: 1000000000000\r\n\r\n"),
              HasSubstr("413 "));
}

}  // namespace
}  // namespace release::cloud
