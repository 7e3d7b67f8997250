// An emulated Cloudflare API in a process of its own, for tests of steps.
#ifndef RELEASE_PLUGINS_LIB_TESTING_CLOUDFLARE_UNDER_TEST_H_
#define RELEASE_PLUGINS_LIB_TESTING_CLOUDFLARE_UNDER_TEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release {

// One account with the zone example.com, empty at the start. The program is the one that the
// environment variable CLOUDFLARE_SERVER names; the macro cloudflare_step_test sets it. What goes
// wrong in the fixture itself ends the test's process, with the reason.
class CloudflareUnderTest {
 public:
  static constexpr char kAccount[] = "0123456789abcdef0123456789abcdef";
  static constexpr char kToken[] = "tokenmarker-7d1f";

  CloudflareUnderTest();

  // For the environment's rules: `http://127.0.0.1:PORT/client/v4`.
  std::string api_base() const;

  // Orders one fault, `{"kind": ...}`, for one method and route (tools/localcloud/faults).
  void Order(const std::string& method, const std::string& route, const nlohmann::json& fault,
             int skip = 0, int count = 1);

  // The `result` of one call of the API, which must succeed.
  nlohmann::json Ask(const std::string& method, const std::string& path,
                     const nlohmann::json& body = nullptr);

  // "METHOD ROUTE" of the calls since the last time, of all and of those that change something.
  std::vector<std::string> Calls();
  std::vector<std::string> Mutations();

 private:
  std::string Send(uint16_t port, const std::string& method, const std::string& target,
                   const std::string& body);

  TempDirectory directory_;
  std::optional<Process> process_;
  FileDescriptor out_;
  uint16_t api_ = 0;
  uint16_t control_ = 0;
  size_t seen_ = 0;
};

}  // namespace release

#endif  // RELEASE_PLUGINS_LIB_TESTING_CLOUDFLARE_UNDER_TEST_H_
