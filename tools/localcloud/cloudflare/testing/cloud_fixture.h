// The API on a port, with the real wrangler or a plain client against it. For tests.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_TESTING_CLOUD_FIXTURE_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_TESTING_CLOUD_FIXTURE_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/base/clock_fake.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/localcloud/cloudflare/api.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/http/server.h"

namespace release::cloud {

inline constexpr char kTestAccount[] = "0123456789abcdef0123456789abcdef";
inline constexpr char kTestZone[] = "fedcba9876543210fedcba9876543210";
inline constexpr char kTestToken[] = "localcloud-test-token";

// Times stand still until a test moves `clock`.
class CloudFixture : public testing::Test {
 protected:
  CloudFixture();
  ~CloudFixture() override;

  // Holds what was recorded against the vendor's contract, when it is there.
  void TearDown() override;

  // Ends the API and opens it again on the same directory.
  void Restart();

  // One request without a wire; `path` begins behind the prefix.
  HttpResponse Send(const std::string& method, const std::string& path,
                    const nlohmann::json& body = nullptr);

  // The same, whose answer must have this status: its `result`, or the whole body of a failure.
  nlohmann::json Expect(int status, const std::string& method, const std::string& path,
                        const nlohmann::json& body = nullptr);

  // Orders the faults of this text (faults/fault.h).
  void Order(const std::string& faults);

  // Runs wrangler in `work` with only what it needs around it.
  RunResult Wrangler(std::vector<std::string> arguments,
                     const std::map<std::string, std::string>& more_env = {});

  // Writes a file below `work`, which is wrangler's directory.
  void Write(const std::string& path, const std::string& text);

  // "METHOD ROUTE STATUS" of what came since the last call.
  std::vector<std::string> Recorded();

  const std::string account_ = std::string("/accounts/") + kTestAccount;
  TempDirectory state_ = *TempDirectory::Create();
  TempDirectory work_ = *TempDirectory::Create();
  TempDirectory home_ = *TempDirectory::Create();
  CloudflareOptions options_;
  FakeClock clock_;
  FaultBook faults_;
  std::unique_ptr<RequestLog> log_ = *RequestLog::Open("");
  std::unique_ptr<CloudflareApi> api_;
  std::unique_ptr<HttpServer> server_;
  size_t recorded_ = 0;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_TESTING_CLOUD_FIXTURE_H_
