// Workers in the real workerd, asked by curl.
#include "tools/localcloud/edge/edge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tools/base/text.h"
#include "tools/localcloud/edge/open_connections.h"
#include "tools/localcloud/edge/testing/edge_fixture.h"

namespace release::cloud {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr char kCode[] = R"(export default { async fetch(request, env) {
  return new Response(`${VERSION} ${new URL(request.url).href} ${env.NAME ?? ""}`); } };)";

std::string Code(const std::string& version) {
  return Concat("const VERSION = '", version, "';\n", kCode);
}

// A counter that a Durable Object keeps.
constexpr char kCounter[] = R"(
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async fetch() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return new Response(`${VERSION} ${count}`);
  }
}
export default { fetch(request, env) { return env.COUNTER.get(env.COUNTER.idFromName("a")).fetch(request); } };
)";

DeployedWorker CounterWorker(EdgeUnderTest& cloud, const std::string& version) {
  auto worker =
      WorkerOf(cloud, "api", version, Concat("const VERSION = '", version, "';", kCounter));
  worker.bindings = {{{"name", "COUNTER"},
                      {"type", "durable_object_namespace"},
                      {"class_name", "Counter"},
                      {"namespace_id", "00112233445566778899aabbccddeeff"}}};
  return worker;
}

std::string Everything(const std::string& folder) {
  std::ostringstream all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) all << std::ifstream(entry.path()).rdbuf();
  }
  return all.str();
}

TEST(EdgeTest, AWorkerIsServedWithItsVariablesAndTheAddressThatTheClientAskedFor) {
  EdgeUnderTest cloud;
  auto worker = WorkerOf(cloud, "api", "v1", Code("one"));
  worker.bindings = {{{"name", "NAME"}, {"type", "plain_text"}, {"text", "a \"b\"\n\\ \u00e9"}}};
  cloud.edge().OnWorkerDeployed(worker);
  ASSERT_TRUE(cloud.Serves("api", "v1")) << cloud.Log("api");
  const Reply reply = cloud.Get("api.example.com", "/x?y=1");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "one https://api.example.com/x?y=1 a \"b\"\n\\ \u00e9");
  EXPECT_GT(cloud.StatusOf("api").memory_bytes, 1u << 20);
  std::cout << "workerd: " << (cloud.StatusOf("api").memory_bytes >> 20) << " MB resident\n";
}

TEST(EdgeTest, ASecretIsInTheWorkerAndNowhereElse) {
  EdgeUnderTest cloud;
  auto worker = WorkerOf(cloud, "api", "v1", Code("one"));
  worker.bindings = {{{"name", "NAME"}, {"type", "secret_text"}, {"text", "value-of-secret"}}};
  cloud.edge().OnWorkerDeployed(worker);
  ASSERT_TRUE(cloud.Serves("api", "v1"));
  EXPECT_THAT(cloud.Get("api.example.com", "/").body, HasSubstr("value-of-secret"));
  const std::string process = Concat("/proc/", cloud.StatusOf("api").pid);
  for (const char* file : {"/cmdline", "/environ"}) {
    EXPECT_THAT(ReadFile(process + file, 1 << 20).value(), Not(HasSubstr("value-of-secret")));
  }
  EXPECT_THAT(Everything(cloud.directory()), Not(HasSubstr("value-of-secret")));
}

TEST(EdgeTest, NoRequestFailsWhileAVersionReplacesAnother) {
  EdgeUnderTest cloud;
  cloud.edge().OnWorkerDeployed(CounterWorker(cloud, "v1"));
  ASSERT_TRUE(cloud.Serves("api", "v1")) << cloud.Log("api");
  std::atomic<bool> stop = false;
  std::atomic<int> before = 0;
  std::atomic<int> after = 0;
  std::vector<std::string> failed;
  std::thread client([&] {
    while (!stop) {
      const Reply reply = cloud.Get("api.example.com", "/");
      if (reply.status != 200) failed.push_back(reply.body);
      ++(reply.body.starts_with("v1") ? before : after);
    }
  });
  EXPECT_TRUE(cloud.Until([&] { return before >= 3; }));
  cloud.edge().OnWorkerDeployed(CounterWorker(cloud, "v2"));
  EXPECT_TRUE(cloud.Serves("api", "v2")) << cloud.Log("api");
  const int at_switch = after;
  const std::string old_socket = cloud.directory() + "/run/edge-1-api-1.sock";
  EXPECT_TRUE(cloud.Until([&] { return !std::filesystem::exists(old_socket); }));
  EXPECT_TRUE(cloud.Until([&] { return after >= at_switch + 3; }));
  stop = true;
  client.join();
  EXPECT_THAT(failed, testing::IsEmpty());
  // Nothing that was counted is lost.
  EXPECT_EQ(cloud.Get("api.example.com", "/").body, Concat("v2 ", before + after + 1));
}

// Its process does not end by itself then: that would end the containers.
TEST(EdgeTest, AWorkerWithContainersAnswersWhatItBeganAndEnds) {
  EdgeUnderTest cloud;
  const auto deploy = [&](const std::string& version) {
    auto worker = WorkerOf(cloud, "api", version, Concat("const VERSION = '", version, R"(';
export default { async fetch(request) {
  if (request.url.endsWith("/slow")) await scheduler.wait(3000);
  return new Response(VERSION); } };)"));
    worker.containers = {{{"class_name", "Api"}, {"name", "api"}}};
    cloud.edge().OnWorkerDeployed(worker);
    ASSERT_TRUE(cloud.Serves("api", version)) << cloud.Log("api");
  };
  deploy("v1");
  const pid_t old = cloud.StatusOf("api").pid;
  const std::string socket = "edge-1-api-1.sock";
  EXPECT_EQ(OpenConnections(old, socket), 0);
  Reply slow;
  std::thread client([&] { slow = cloud.Get("api.example.com", "/slow"); });
  EXPECT_TRUE(cloud.Until([&] { return OpenConnections(old, socket) == 1; }));
  deploy("v2");
  EXPECT_TRUE(cloud.Until([&] { return kill(old, 0) != 0; }));
  client.join();
  EXPECT_EQ(slow.body, "v1");
  EXPECT_EQ(cloud.Get("api.example.com", "/").body, "v2");
}

TEST(EdgeTest, AModuleThatWorkerdRefusesLeavesTheOldVersionServing) {
  EdgeUnderTest cloud;
  cloud.edge().OnWorkerDeployed(WorkerOf(cloud, "api", "v1", Code("one")));
  ASSERT_TRUE(cloud.Serves("api", "v1"));
  cloud.edge().OnWorkerDeployed(WorkerOf(cloud, "api", "v2", "throw new Error('not today');"));
  EXPECT_TRUE(cloud.Until([&] {
    const ServedStatus status = cloud.StatusOf("api");
    return !status.error.empty() && status.starting.empty();
  }));
  const ServedStatus status = cloud.StatusOf("api");
  EXPECT_EQ(status.version, "v1");
  EXPECT_THAT(status.error, HasSubstr("v2"));
  EXPECT_THAT(testing::PrintToString(status.evidence), HasSubstr("not today"));
  EXPECT_THAT(cloud.Log("api"), HasSubstr("edge: version v2"));
  EXPECT_THAT(cloud.Get("api.example.com", "/").body, HasSubstr("one"));

  cloud.edge().OnWorkerDeployed(WorkerOf(cloud, "api", "v3", Code("three")));
  ASSERT_TRUE(cloud.Serves("api", "v3"));
  EXPECT_EQ(cloud.StatusOf("api").error, "");
}

TEST(EdgeTest, WhatEndsByItselfIsStartedAgainAndRemembersWhatItStored) {
  EdgeUnderTest cloud;
  cloud.edge().OnWorkerDeployed(CounterWorker(cloud, "v1"));
  ASSERT_TRUE(cloud.Serves("api", "v1"));
  EXPECT_EQ(cloud.Get("api.example.com", "/").body, "v1 1");
  for (int round = 2; round < 4; ++round) {
    const pid_t pid = cloud.StatusOf("api").pid;
    ASSERT_EQ(kill(pid, SIGKILL), 0);
    EXPECT_TRUE(cloud.Until([&] { return cloud.StatusOf("api").pid == 0; }));
    EXPECT_THAT(cloud.StatusOf("api").error, HasSubstr("SIGKILL"));
    ASSERT_TRUE(cloud.Serves("api", "v1"));
    EXPECT_NE(cloud.StatusOf("api").pid, pid);
    EXPECT_EQ(cloud.Get("api.example.com", "/").body, Concat("v1 ", round));
  }
}

TEST(EdgeTest, ABindingThatNothingIsBehindIsNamed) {
  EdgeUnderTest cloud;
  auto worker = WorkerOf(cloud, "api", "v1", Code("one"));
  worker.bindings = {{{"name", "FILES"}, {"type", "r2_bucket"}, {"bucket_name", "files"}}};
  cloud.edge().OnWorkerDeployed(worker);
  ASSERT_TRUE(cloud.Serves("api", "v1"));
  const Reply reply = cloud.Get("api.example.com", "/");
  EXPECT_EQ(reply.status, 501);
  EXPECT_THAT(reply.body, HasSubstr("FILES of type r2_bucket"));
  EXPECT_THAT(cloud.StatusOf("api").error, HasSubstr("FILES"));
  EXPECT_THAT(cloud.Log("api"), HasSubstr("binding FILES of type r2_bucket"));
}

TEST(EdgeTest, HostNamesMoveWithoutANewProcessAndGoWithTheWorker) {
  EdgeUnderTest cloud;
  auto worker = WorkerOf(cloud, "api", "v1", Code("one"));
  worker.hostnames = {};
  cloud.edge().OnWorkerDeployed(worker);
  ASSERT_TRUE(cloud.Serves("api", "v1"));
  const pid_t pid = cloud.StatusOf("api").pid;
  worker.hostnames = {"a.example.com", "b.example.com"};
  cloud.edge().OnWorkerDeployed(worker);
  ASSERT_TRUE(cloud.Until([&] { return cloud.Get("b.example.com", "/").status == 200; }));
  worker.hostnames = {"a.example.com"};
  cloud.edge().OnWorkerDeployed(worker);
  cloud.edge().Tick();
  EXPECT_EQ(cloud.Get("a.example.com", "/").status, 200);
  EXPECT_EQ(cloud.Get("b.example.com", "/").status, 0);
  EXPECT_EQ(cloud.StatusOf("api").pid, pid);

  // Another Worker takes the name; the first one's end does not take it away.
  auto other = WorkerOf(cloud, "other", "w1", Code("other"));
  other.hostnames = {"a.example.com"};
  cloud.edge().OnWorkerDeployed(other);
  ASSERT_TRUE(cloud.Serves("other", "w1"));
  cloud.edge().OnWorkerRemoved(worker.account, "api");
  ASSERT_TRUE(cloud.Until([&] { return cloud.StatusOf("api").name.empty(); }));
  EXPECT_NE(kill(pid, 0), 0);
  EXPECT_THAT(cloud.Get("a.example.com", "/").body, HasSubstr("other"));
}

TEST(EdgeTest, CodeCannotReachTheInternet) {
  EdgeUnderTest cloud;
  cloud.edge().OnWorkerDeployed(WorkerOf(cloud, "api", "v1", R"(export default { async fetch() {
    const answer = await fetch("https://elsewhere.example.net/x");
    return new Response(answer.status + await answer.text()); } };)"));
  ASSERT_TRUE(cloud.Serves("api", "v1"));
  EXPECT_THAT(cloud.Get("api.example.com", "/").body,
              HasSubstr("502localcloud: elsewhere.example.net"));
}

}  // namespace
}  // namespace release::cloud
