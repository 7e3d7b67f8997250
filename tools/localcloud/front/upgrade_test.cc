// What is no plain request and answer: an upgraded connection, and an answer that comes in pieces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/testing/front_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;

constexpr const char* kApi = "api.spectral.test";

void Write(int fd, const std::string& text) {
  EXPECT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

// Reads until `end` has come, or the other side closes.
std::string ReadTo(int fd, const std::string& end) {
  std::string text;
  char byte = 0;
  while (text.find(end) == std::string::npos && read(fd, &byte, 1) == 1) text.push_back(byte);
  return text;
}

class UpgradeTest : public FrontFixture {
 protected:
  void SetUp() override {
    FrontFixture::SetUp();
    ASSERT_TRUE(front_->certificates().Issue(kApi).ok());
    ASSERT_TRUE(front_->hosts().Serve(kApi, "raw.sock").ok());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (directory_.path() + "/run/raw.sock").copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener_.get(), 1), 0);
  }

  // A client inside TLS.
  void Connect() {
    Command openssl;
    openssl.argv = {"/usr/bin/openssl",
                    "s_client",
                    "-quiet",
                    "-connect",
                    Concat(settings_.address, ":", settings_.port),
                    "-servername",
                    kApi};
    openssl.env = {{"PATH", "/usr/bin:/bin"}};
    openssl.in = Stdio::kPipe;
    openssl.out = Stdio::kPipe;
    openssl.err = Stdio::kNull;
    auto process = Process::Start(openssl);
    ASSERT_TRUE(process.ok()) << process.status();
    client_.emplace(*std::move(process));
    in_ = client_->TakeStdin();
    out_ = client_->TakeStdout();
  }

  FileDescriptor Accepted() { return FileDescriptor(accept(listener_.get(), nullptr, nullptr)); }

  FileDescriptor listener_{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::optional<Process> client_;
  FileDescriptor in_;
  FileDescriptor out_;
};

TEST_F(UpgradeTest, AWebSocketPassesInBothDirections) {
  Connect();
  Write(in_.get(),
        "GET /live HTTP/1.1\r\nHost: api.spectral.test\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Key: abc\r\n\r\n");
  const FileDescriptor server = Accepted();
  const std::string request = ReadTo(server.get(), "\r\n\r\n");
  EXPECT_THAT(request, HasSubstr("Upgrade: websocket\r\n"));
  EXPECT_THAT(request, HasSubstr("Connection: upgrade\r\n"));
  EXPECT_THAT(request, HasSubstr("Sec-WebSocket-Key: abc\r\n"));
  Write(server.get(),
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_THAT(ReadTo(out_.get(), "\r\n\r\n"), HasSubstr("101 Switching Protocols"));
  Write(in_.get(), "ping\n");
  EXPECT_EQ(ReadTo(server.get(), "\n"), "ping\n");
  Write(server.get(), "pong\n");
  EXPECT_EQ(ReadTo(out_.get(), "\n"), "pong\n");
}

TEST_F(UpgradeTest, APieceOfAnAnswerIsThereBeforeTheNextOne) {
  Connect();
  Write(in_.get(), "GET /events HTTP/1.1\r\nHost: api.spectral.test\r\n\r\n");
  const FileDescriptor server = Accepted();
  ReadTo(server.get(), "\r\n\r\n");
  Write(server.get(), "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
  EXPECT_THAT(ReadTo(out_.get(), "data: 1\n\n"), HasSubstr("data: 1\n\n"));
  Write(server.get(), "data: 2\n\n");
  EXPECT_THAT(ReadTo(out_.get(), "data: 2\n\n"), HasSubstr("data: 2\n\n"));
}

}  // namespace
}  // namespace release::cloud
