// The engine by its API: real images, real namespaces.
#include "tools/localcloud/engine/container_engine.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <filesystem>
#include <string>
#include <thread>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/localcloud/engine/testing/engine_fixture.h"

namespace release::cloud {
namespace {

using ContainerEngineTest = EngineFixture;

TEST_F(ContainerEngineTest, AContainerAnswersThroughItsIngress) {
  Deploy(1);
  StartContainer("one", {"SPECTRAL_GENERATION=1"});
  EXPECT_EQ(GetWhenUp("one", "/"), "generation=1 pid=1 host=container");
  EXPECT_EQ(Get("one", "/env/FROM_IMAGE"), "yes");
  const DockerAnswer inspected = Docker("GET", "/containers/one/json");
  EXPECT_EQ(inspected.body["State"]["Status"], "running");
  EXPECT_EQ(inspected.body["Image"], ImageDigest());
}

TEST_F(ContainerEngineTest, TwoContainersHaveTheSamePort) {
  Deploy(1);
  StartContainer("one", {"SPECTRAL_GENERATION=1"});
  StartContainer("two", {"SPECTRAL_GENERATION=2"});
  EXPECT_EQ(GetWhenUp("one", "/"), "generation=1 pid=1 host=container");
  EXPECT_EQ(GetWhenUp("two", "/"), "generation=2 pid=1 host=container");
}

TEST_F(ContainerEngineTest, TheExitCodeIsToldToWhoWaits) {
  Deploy(1);
  StartContainer("one", {});
  GetWhenUp("one", "/");
  Get("one", "/exit/7");
  EXPECT_EQ(Docker("POST", "/containers/one/wait").body["StatusCode"], 7);
  EXPECT_EQ(Docker("GET", "/containers/one/json").body["State"]["ExitCode"], 7);
  EXPECT_EQ(Docker("DELETE", "/containers/one").status, 204);
  EXPECT_EQ(Docker("GET", "/containers/one/json").status, 404);
}

TEST_F(ContainerEngineTest, AnInstanceThatUsesMoreMemoryThanItsTypeHasIsKilled) {
  Deploy(1);
  StartContainer("one", {});
  GetWhenUp("one", "/");
  EXPECT_EQ(Get("one", "/hold/100"), "held");
  EXPECT_TRUE(Until([&] { return Instance("one").memory_bytes > (100 << 20); }));
  EXPECT_EQ(Instance("one").state, InstanceState::kRunning);
  Get("one", "/hold/200");
  EXPECT_EQ(Docker("POST", "/containers/one/wait").body["StatusCode"], 137);
  EXPECT_EQ(Docker("GET", "/containers/one/json").body["State"]["OOMKilled"], true);
  const std::string log = ReadFile(Instance("one").log, 4096).value_or("");
  EXPECT_NE(log.find("killed, out of memory: it used "), std::string::npos) << log;
  EXPECT_NE(log.find("an instance of type lite has 256 MiB"), std::string::npos) << log;
}

TEST_F(ContainerEngineTest, ARemovedApplicationTakesItsInstancesAndItsImageAlong) {
  Deploy(1);
  StartContainer("one", {});
  GetWhenUp("one", "/");
  const std::string image = settings_.image_directory + "/" + ImageDigest().substr(7);
  EXPECT_TRUE(std::filesystem::exists(image));
  engine_->OnContainerRemoved("", kTestApplicationId);
  EXPECT_TRUE(Until([&] { return Instance("one").state == InstanceState::kEnded; }));
  EXPECT_TRUE(Until([&] { return !std::filesystem::exists(image); }));
  EXPECT_TRUE(engine_->Status().versions.empty());
}

TEST_F(ContainerEngineTest, StopIsAskedForFirstAndThenForced) {
  Deploy(1);
  StartContainer("polite", {});
  StartContainer("deaf", {"NO_TERM=1"});
  GetWhenUp("polite", "/");
  GetWhenUp("deaf", "/");
  const std::string log = Instance("polite").log;
  EXPECT_EQ(Docker("POST", "/containers/polite/stop").status, 204);
  EXPECT_EQ(Docker("POST", "/containers/polite/stop").status, 304);
  EXPECT_EQ(Instance("polite").exit_code, 0);
  EXPECT_EQ(ReadFile(log, 4096).value_or(""), "listening\nasked to end\n");
  EXPECT_EQ(Docker("POST", "/containers/deaf/stop?t=0").status, 204);
  EXPECT_EQ(Instance("deaf").exit_code, 128 + SIGKILL);
}

TEST_F(ContainerEngineTest, SignalsAndRemovalByForce) {
  Deploy(1);
  StartContainer("one", {"NO_TERM=1"});
  GetWhenUp("one", "/");
  EXPECT_EQ(Docker("DELETE", "/containers/one").status, 409);
  EXPECT_EQ(Docker("POST", "/containers/one/kill?signal=SIGTERM").status, 204);
  EXPECT_EQ(Docker("POST", "/containers/one/kill?signal=SIGNONE").status, 400);
  EXPECT_EQ(Instance("one").state, InstanceState::kRunning);
  EXPECT_EQ(Docker("DELETE", "/containers/one?force=true").status, 204);
  EXPECT_EQ(Docker("POST", "/containers/one/wait?condition=removed").status, 404);
  EXPECT_EQ(Docker("POST", "/containers/one/kill").status, 404);
}

TEST_F(ContainerEngineTest, AnUnknownEndpointNamesItself) {
  const DockerAnswer answer = Docker("POST", "/build");
  EXPECT_EQ(answer.status, 501);
  EXPECT_NE(answer.text.find("POST /build"), std::string::npos) << answer.text;
}

TEST_F(ContainerEngineTest, ANewVersionRunsBesideTheOldWhichThenEnds) {
  Deploy(1);
  StartContainer("one", {"SPECTRAL_GENERATION=1"});
  GetWhenUp("one", "/");
  engine_->OnContainerRolloutStarted(Version(2));
  ASSERT_TRUE(
      Until([&] { return engine_->Health(kTestApplicationId, 2) == ContainerHealth::kHealthy; }));
  StartContainer("two", {"SPECTRAL_GENERATION=2"});
  EXPECT_EQ(GetWhenUp("two", "/"), "generation=2 pid=1 host=container");
  EXPECT_EQ(Get("one", "/"), "generation=1 pid=1 host=container");
  engine_->OnContainerRolledOut(Version(2));
  EXPECT_TRUE(Until([&] { return Instance("one").state == InstanceState::kEnded; }));
  EXPECT_EQ(Instance("one").exit_code, 0);
  EXPECT_EQ(Get("two", "/"), "generation=2 pid=1 host=container");
}

TEST_F(ContainerEngineTest, AnImageThatIsNotThereIsUnhealthyAndTheOldOneGoesOn) {
  Deploy(1);
  engine_->OnContainerRolloutStarted(Version(2, "registry.cloudflare.com/account/api:none"));
  EXPECT_TRUE(
      Until([&] { return engine_->Health(kTestApplicationId, 2) == ContainerHealth::kUnhealthy; }));
  EXPECT_EQ(engine_->Status().versions[1].reason.rfind("CLOUD-IMAGE-NOT-FOUND", 0), 0u)
      << engine_->Status().versions[1].reason;
  StartContainer("one", {"SPECTRAL_GENERATION=2"});
  EXPECT_EQ(Instance("one").version.version, 1);
}

TEST_F(ContainerEngineTest, WhatEndsAgainAndAgainIsUnhealthyUntilItAnswers) {
  Deploy(1);
  const auto health = [&] { return engine_->Health(kTestApplicationId, 1); };
  for (const std::string name : {"one", "two", "three"}) {
    EXPECT_NE(health(), ContainerHealth::kUnhealthy);
    StartContainer(name, {"EXIT_AT_START=3"});
    EXPECT_TRUE(Until([&] { return Instance(name).state == InstanceState::kEnded; }));
  }
  EXPECT_EQ(health(), ContainerHealth::kUnhealthy);
  EXPECT_NE(engine_->Status().versions[0].reason.find("exit code 3"), std::string::npos);
  StartContainer("four", {});
  GetWhenUp("four", "/");
  EXPECT_EQ(health(), ContainerHealth::kHealthy);
}

// A listener that says one word to the first who comes.
class Word {
 public:
  explicit Word(const std::string& host) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(fd_.get(), 8), 0);
    socklen_t size = sizeof address;
    getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (;;) {
        const FileDescriptor one(accept(fd_.get(), nullptr, nullptr));
        if (!one.valid()) return;
        (void)!write(one.get(), "word", 4);
      }
    });
  }
  ~Word() {
    shutdown(fd_.get(), SHUT_RDWR);
    thread_.join();
  }
  uint16_t port() const { return port_; }

 private:
  FileDescriptor fd_;
  uint16_t port_ = 0;
  std::thread thread_;
};

class EgressTest : public EngineFixture {
 protected:
  Word allowed_{Address()};
  Word forbidden_{Address()};
};

TEST_F(EgressTest, OnlyWhatIsListedIsReached) {
  engine_->Stop(absl::ZeroDuration());
  settings_.egress = {{{Address(), 443}, {Address(), allowed_.port()}}};
  settings_.files = {{"/etc/hosts", place_.path() + "/hosts"}};
  ASSERT_TRUE(WriteFileAtomically(place_.path() + "/hosts", "127.0.0.1 here", 0644).ok());
  engine_ = std::make_unique<ContainerEngine>(settings_, SystemClock());
  ASSERT_TRUE(engine_->Start().ok());
  Deploy(1);
  StartContainer("one", {});
  EXPECT_EQ(GetWhenUp("one", "/connect/" + Address() + "/443"), "word");
  EXPECT_EQ(Get("one", "/connect/" + Address() + "/443"), "word");
  EXPECT_EQ(Get("one", "/file/etc/hosts"), "127.0.0.1 here");
  const std::string port = std::to_string(forbidden_.port());
  EXPECT_EQ(Get("one", "/connect/" + Address() + "/" + port), "Connection refused");
  EXPECT_EQ(Get("one", "/connect/127.0.0.1/" + port), "Connection refused");
  EXPECT_EQ(Get("one", "/connect/8.8.8.8/53"), "Network is unreachable");
}

}  // namespace
}  // namespace release::cloud
