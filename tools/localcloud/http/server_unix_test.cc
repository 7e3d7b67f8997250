#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/localcloud/http/server.h"
#include "tools/localcloud/http/testing/raw_client.h"

namespace release::cloud {
namespace {

constexpr const char* kLastGet = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

class HttpServerUnixTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& path) {
    HttpServerOptions options;
    options.unix_path = path;
    return HttpServer::Start(std::move(options), [](const HttpRequest& request) {
      HttpResponse response;
      response.body = request.target;
      return response;
    });
  }

  std::string Fetched(const std::string& path) {
    RawClient client(path);
    client.Send(kLastGet);
    return client.ReadToEnd();
  }

  TempDirectory directory_ = *TempDirectory::Create();
  std::string path_ = directory_.path() + "/socket";
};

TEST_F(HttpServerUnixTest, ServesOnASocketThatOnlyItsOwnerMayUseAndThatGoesAtTheEnd) {
  {
    const auto server = Start(path_);
    ASSERT_TRUE(server.ok()) << server.status();
    struct stat made;
    ASSERT_EQ(lstat(path_.c_str(), &made), 0);
    EXPECT_TRUE(S_ISSOCK(made.st_mode));
    EXPECT_EQ(made.st_mode & 0777, 0600u);
    EXPECT_EQ((*server)->port(), 0);
    EXPECT_NE(Fetched(path_).find("/x"), std::string::npos);
  }
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
}

TEST_F(HttpServerUnixTest, ARelativePathIsBelowTheWorkingDirectory) {
  const std::string before = std::filesystem::current_path();
  ASSERT_EQ(chdir(directory_.path().c_str()), 0);
  {
    const auto server = Start("here");
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_NE(Fetched(directory_.path() + "/here").find("/x"), std::string::npos);
  }
  EXPECT_EQ(chdir(before.c_str()), 0);
}

TEST_F(HttpServerUnixTest, TheSocketOfADeadServerIsReplaced) {
  const int dead = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  close(dead);
  const auto server = Start(path_);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_NE(Fetched(path_).find("/x"), std::string::npos);
}

TEST_F(HttpServerUnixTest, ALivingServerAndAFileStay) {
  const auto first = Start(path_);
  ASSERT_TRUE(first.ok());
  const auto second = Start(path_);
  EXPECT_EQ(DiagnosisOf(second.status()).code(), "HTTP-CANNOT-LISTEN");
  EXPECT_NE(Fetched(path_).find("/x"), std::string::npos);

  const std::string file = directory_.path() + "/file";
  ASSERT_TRUE(WriteFileAtomically(file, "mine").ok());
  EXPECT_EQ(DiagnosisOf(Start(file).status()).code(), "HTTP-CANNOT-LISTEN");
  EXPECT_EQ(*ReadFile(file, 10), "mine");
}

TEST_F(HttpServerUnixTest, TheSocketOfASuccessorIsNotRemoved) {
  auto first = Start(path_);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(rename(path_.c_str(), (path_ + ".old").c_str()), 0);
  const auto second = Start(path_);
  ASSERT_TRUE(second.ok());
  first->reset();
  EXPECT_NE(Fetched(path_).find("/x"), std::string::npos);
}

TEST_F(HttpServerUnixTest, APathThatIsTooLongIsRefused) {
  EXPECT_EQ(DiagnosisOf(Start("/tmp/" + std::string(200, 'x')).status()).code(),
            "HTTP-CANNOT-LISTEN");
}

}  // namespace
}  // namespace release::cloud
