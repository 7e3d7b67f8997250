// The emulated API as a program of its own, and the step against it. For tests.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_EDGE_FIXTURE_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_EDGE_FIXTURE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "plugins/reconcile_edge/config.pb.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::reconcile_edge {

inline constexpr char kAccount[] = "0123456789abcdef0123456789abcdef";
inline constexpr char kToken[] = "tokenmarker-7d1f";

// An account with the zone example.com, the Worker `spectral` and the Pages projects `dashboard`
// and `operations`; nothing is attached to them. The config asks for all that the step can do.
class EdgeFixture : public testing::Test {
 protected:
  EdgeFixture() { Start(); }

  // Begins again with a new cloud.
  void Start();

  void MakeWorker(const std::string& name);
  void MakeProject(const std::string& name);

  kit::Recording Run(v1::Phase phase);
  v1::StepCall Call(v1::Phase phase);

  // Orders one fault on the API: `{"kind": ...}`, for one method and route.
  void Order(const std::string& method, const std::string& route, const nlohmann::json& fault,
             int skip = 0, int count = 1);

  // The `result` of one call of the API, which must succeed.
  nlohmann::json Ask(const std::string& method, const std::string& path,
                     const nlohmann::json& body = nullptr);

  // "METHOD ROUTE" of the calls since the last time.
  std::vector<std::string> Calls();
  std::vector<std::string> Mutations();

  std::string ZonePath();

  const std::string account_ = std::string("/accounts/") + kAccount;
  Config config_;
  kit::InProcessStep step_;

 private:
  std::string Send(uint16_t port, const std::string& method, const std::string& target,
                   const std::string& body, const std::string& type = "application/json");

  std::optional<TempDirectory> directory_;
  std::optional<Process> cloud_;
  FileDescriptor out_;
  uint16_t api_ = 0;
  uint16_t control_ = 0;
  size_t seen_ = 0;
};

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_EDGE_FIXTURE_H_
