// The engine, with a main thread that ticks, in front of a real registry. For tests.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_TESTING_ENGINE_FIXTURE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_TESTING_ENGINE_FIXTURE_H_

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "tools/base/clock.h"
#include "tools/base/files.h"
#include "tools/localcloud/engine/container_engine.h"
#include "tools/localcloud/engine/testing/registry_under_test.h"

namespace release::cloud {

inline constexpr char kTestApplication[] = "spectral-apicontainer";
inline constexpr char kTestApplicationId[] = "a11";

struct DockerAnswer {
  int status = 0;  // 0: no answer
  nlohmann::json body;
  std::string text;
};

class EngineFixture : public testing::Test {
 protected:
  EngineFixture();
  ~EngineFixture() override;

  // An address of this process alone.
  static std::string Address();
  static std::string ImageDigest();
  std::string Socket() const { return place_.path() + "/engine.sock"; }

  // A version of the application, whose image is the echo's by its digest unless `image` is given.
  RolledOutContainer Version(int version, const std::string& image = "") const;
  // Both events of a first deploy, and the image is there.
  void Deploy(int version);

  // Does `work` on a thread of its own while this one does what the cloud's main thread does.
  template <typename Result>
  Result While(std::function<Result()> work) {
    std::future<Result> result = std::async(std::launch::async, std::move(work));
    while (result.wait_for(std::chrono::seconds(0)) != std::future_status::ready) TickOnce();
    return result.get();
  }
  // Ticks until it is so, at most 30 s.
  bool Until(const std::function<bool()>& so);

  // One request of the Docker Engine API.
  DockerAnswer Docker(const std::string& method, const std::string& path,
                      const nlohmann::json& body = nullptr);
  // What workerd does to start the container `name`: its ingress, then itself.
  void StartContainer(const std::string& name, const std::vector<std::string>& env);
  // GET through the ingress of the container; empty when nothing answers.
  std::string Get(const std::string& name, const std::string& path);
  // The same again and again, until there is an answer.
  std::string GetWhenUp(const std::string& name, const std::string& path);

  InstanceStatus Instance(const std::string& name) const;

  void TickOnce();

  TempDirectory place_ = *TempDirectory::Create();
  std::unique_ptr<RegistryUnderTest> registry_;
  ContainerEngineSettings settings_;
  std::unique_ptr<ContainerEngine> engine_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_TESTING_ENGINE_FIXTURE_H_
