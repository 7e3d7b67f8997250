// The program: on a wire, killed and started again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/localcloud/http/testing/raw_client.h"

namespace release::cloud {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kToken[] = "program-test-token";

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteFileAtomically(directory_.path() + "/token", kToken).ok());
    ASSERT_TRUE(WriteFileAtomically(directory_.path() + "/faults.json", R"({"faults": [
        {"method": "DELETE", "fault": {"kind": "html", "status": 502}}]})")
                    .ok());
    Start();
  }

  void Start() {
    process_.reset();
    Command command;
    command.argv = {"tools/localcloud/cloudflare/cloudflare_server",
                    "--directory",
                    directory_.path() + "/state",
                    "--token-file",
                    directory_.path() + "/token",
                    "--faults",
                    directory_.path() + "/faults.json",
                    "--zone",
                    "example.com"};
    command.out = Stdio::kPipe;
    auto process = Process::Start(command);
    ASSERT_TRUE(process.ok()) << process.status();
    process_ = std::make_unique<Process>(*std::move(process));
    out_ = process_->TakeStdout();
    std::string line;
    for (char c = 0; c != '\n' && read(out_.get(), &c, 1) == 1;) line.push_back(c);
    const json ports = json::parse(line);
    api_ = PortOf(ports["api"]);
    control_ = PortOf(ports["control"]);
  }

  static uint16_t PortOf(const std::string& url) {
    return static_cast<uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }

  std::string Call(const std::string& method, const std::string& path, const std::string& body = "",
                   uint16_t port = 0) {
    return Exchange(port == 0 ? api_ : port,
                    method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                        "X-Localcloud-Control: 1\r\nAuthorization: Bearer " + kToken +
                        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  const std::string buckets_ = "/client/v4/accounts/0123456789abcdef0123456789abcdef/r2/buckets";
  TempDirectory directory_ = *TempDirectory::Create();
  std::unique_ptr<Process> process_;
  FileDescriptor out_;
  uint16_t api_ = 0;
  uint16_t control_ = 0;
};

TEST_F(ServerTest, WhatWasAnsweredSurvivesSigkill) {
  EXPECT_THAT(Call("POST", buckets_, R"({"name": "backups"})"), HasSubstr("200 OK"));
  process_->Signal(SIGKILL);
  ASSERT_TRUE(process_->Wait().ok());
  Start();
  EXPECT_THAT(Call("GET", buckets_ + "/backups"), HasSubstr("200 OK"));
}

TEST_F(ServerTest, ItEndsOnSigterm) {
  process_->Signal(SIGTERM);
  EXPECT_TRUE(process_->Wait()->Success());
}

TEST_F(ServerTest, FaultsComeFromTheFileAndFromTheControlPort) {
  EXPECT_THAT(Call("DELETE", buckets_ + "/none"), HasSubstr("502"));
  EXPECT_THAT(Call("DELETE", buckets_ + "/none"), HasSubstr("404"));
  EXPECT_THAT(
      Call("POST", "/faults", R"({"faults": [{"fault": {"kind": "reset_after"}}]})", control_),
      HasSubstr("200 OK"));
  EXPECT_EQ(Call("POST", buckets_, R"({"name": "lost"})"), "");
  EXPECT_THAT(Call("GET", buckets_ + "/lost"), HasSubstr("200 OK"));
  const std::string requests = Call("GET", "/requests", "", control_);
  EXPECT_THAT(requests, HasSubstr("reset_after"));
  EXPECT_THAT(requests, testing::Not(HasSubstr(kToken)));
  const auto log = ReadFile(directory_.path() + "/state/requests.jsonl", 1 << 20);
  ASSERT_TRUE(log.ok());
  EXPECT_THAT(*log, testing::Not(HasSubstr(kToken)));
}

TEST_F(ServerTest, NonsenseIsAnsweredAndTheNextCallerServed) {
  for (const std::string& target : {buckets_ + "/%zz", std::string("*"), std::string("//"),
                                    buckets_ + "/..%2f..", std::string("/client/v4")}) {
    EXPECT_THAT(Call("GET", target), StartsWith("HTTP/1.1 ")) << target;
  }
  EXPECT_THAT(Call("BREW", buckets_), HasSubstr("501"));
  EXPECT_THAT(Call("GET", "/client/v4/zones"), HasSubstr("example.com"));
}

TEST_F(ServerTest, AMisspeltFaultStopsTheStart) {
  ASSERT_TRUE(WriteFileAtomically(directory_.path() + "/bad.json",
                                  R"({"faults": [{"fault": {"kind": "statsu"}}]})")
                  .ok());
  Command command;
  command.argv = {"tools/localcloud/cloudflare/cloudflare_server",
                  "--directory",
                  directory_.path() + "/other",
                  "--token-file",
                  directory_.path() + "/token",
                  "--faults",
                  directory_.path() + "/bad.json"};
  const auto result = release::Run(command, absl::Seconds(30), 10000);
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(result->exit.Success());
  EXPECT_THAT(result->err, HasSubstr("did you mean `status`?"));
}

}  // namespace
}  // namespace release::cloud
