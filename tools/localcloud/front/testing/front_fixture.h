// For tests: a front on a free address, servers behind it, and curl in front of it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_TESTING_FRONT_FIXTURE_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_TESTING_FRONT_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/localcloud/front/front.h"
#include "tools/localcloud/http/server.h"

namespace release::cloud {

class FrontFixture : public testing::Test {
 protected:
  void SetUp() override;

  // What the front is started with; a test may change it before SetUp.
  FrontSettings settings_;

  // A server on a socket that answers `name`, and every header that came to it, a line each.
  void AddServer(const std::string& name);

  // Runs curl with the cloud's authority, for URLs of `host`.
  RunResult Curl(const std::string& host, std::vector<std::string> more);

  // The body that GET https://`host``path` gives; the exit code's words when curl fails.
  std::string Get(const std::string& host, const std::string& path = "/");

  // "200" and so on.
  std::string StatusOf(const std::string& host, std::vector<std::string> more = {});

  std::string Url(const std::string& host, const std::string& path = "/") const;

  TempDirectory directory_ = *TempDirectory::Create();
  std::unique_ptr<Front> front_;
  std::vector<std::unique_ptr<HttpServer>> servers_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_TESTING_FRONT_FIXTURE_H_
