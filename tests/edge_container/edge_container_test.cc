// A request to the Worker, and the container that answers it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/localcloud/engine/container_engine.h"
#include "tools/localcloud/engine/testing/engine_fixture.h"

namespace release::cloud {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The real workerd with the Worker of one generation.
class Edge {
 public:
  Edge(const std::string& directory, const std::string& engine, int generation) {
    std::filesystem::create_directories(directory + "/objects");
    std::filesystem::copy_file(Variable("BUNDLE") + "/index.js", directory + "/worker.js");
    std::ofstream(directory + "/config.capnp") << Config(directory, engine, generation);
    Pipe control = *MakePipe();
    Command command;
    command.argv = {std::filesystem::absolute(Variable("WORKERD")), "serve", "--control-fd=3",
                    directory + "/config.capnp"};
    command.fds = {{control.write_end.get(), 3}};
    command.cwd = directory;
    auto process = Process::Start(command);
    EXPECT_TRUE(process.ok()) << process.status();
    process_.emplace(*std::move(process));
    control.write_end.Close();
    // {"event": "listen", "socket": "http", "port": 1234}
    std::string line;
    for (char c = 0; read(control.read_end.get(), &c, 1) == 1;) {
      if (c != '\n') {
        line += c;
        continue;
      }
      const auto event = nlohmann::json::parse(line, nullptr, false);
      if (event.is_object() && event.contains("port")) {
        origin_ = Concat("http://127.0.0.1:", event["port"].get<int>());
        break;
      }
      line.clear();
    }
    control_ = std::move(control.read_end);
    EXPECT_NE(origin_, "");
  }

  struct Answer {
    int status = 0;
    std::string body;
  };
  Answer Ask(const std::string& path) const {
    Command curl;
    curl.argv = {"/usr/bin/curl", "--silent",       "--max-time",  "60",
                 "--write-out",   "\n%{http_code}", origin_ + path};
    const auto run = Run(curl, absl::Seconds(90), 1 << 20);
    const size_t line = run.ok() ? run->out.rfind('\n') : std::string::npos;
    if (line == std::string::npos) return {};
    return {std::atoi(run->out.c_str() + line + 1), run->out.substr(0, line)};
  }

 private:
  static std::string Config(const std::string& directory, const std::string& engine,
                            int generation) {
    return Concat(R"(using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .edge),
    (name = "objects", disk = (path = ")",
                  directory, R"(/objects", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const edge :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "DATABASE_URL", text = "postgresql://u:hunter2@h/d"),
    (name = "SPECTRAL_GENERATION", text = ")",
                  generation, R"("),
    (name = "API", durableObjectNamespace = "ApiContainer"),
  ],
  durableObjectNamespaces = [(className = "ApiContainer", uniqueKey = "api", enableSql = true,
                              container = (imageName = ")",
                  kTestApplication, R"("))],
  durableObjectStorage = (localDisk = "objects"),
  containerEngine = (localDocker = (socketPath = "unix:)",
                  engine, R"(", containerEgressInterceptorImage = "ingress:1")),
);
)");
  }

  std::optional<Process> process_;
  FileDescriptor control_;
  std::string origin_;
};

class EdgeContainerTest : public EngineFixture {
 protected:
  // Asks until the API answers, as a smoke test does: a Worker says 503 while it starts.
  std::string AskWhenUp(const Edge& edge, const std::string& path) {
    Edge::Answer answer;
    Until([&] {
      answer = While<Edge::Answer>([&] { return edge.Ask(path); });
      return answer.status == 200;
    });
    return answer.status == 200 ? answer.body : Concat(answer.status, " ", answer.body);
  }

  int Running() const {
    int running = 0;
    for (const InstanceStatus& instance : engine_->Status().instances) {
      if (!instance.application.empty() && instance.state == InstanceState::kRunning) ++running;
    }
    return running;
  }
};

TEST_F(EdgeContainerTest, ARequestStartsTheContainerAndGetsItsAnswer) {
  Deploy(1);
  const Edge edge(place_.path() + "/7", Socket(), 7);
  EXPECT_EQ(Running(), 0);
  EXPECT_EQ(AskWhenUp(edge, "/"), "generation=7 pid=1 host=container");
  EXPECT_EQ(AskWhenUp(edge, "/env/DATABASE_URL"), "postgresql://u:hunter2@h/d");
  EXPECT_EQ(Running(), 1);
  EXPECT_EQ(engine_->Health(kTestApplicationId, 1), ContainerHealth::kHealthy);
}

TEST_F(EdgeContainerTest, WhatEndedIsStartedByTheNextRequest) {
  Deploy(1);
  const Edge edge(place_.path() + "/7", Socket(), 7);
  AskWhenUp(edge, "/");
  While<Edge::Answer>([&] { return edge.Ask("/exit/9"); });
  EXPECT_TRUE(Until([&] { return Running() == 0; }));
  EXPECT_EQ(AskWhenUp(edge, "/"), "generation=7 pid=1 host=container");
}

TEST_F(EdgeContainerTest, BothGenerationsServeUntilTheRolloutIsOver) {
  Deploy(1);
  const Edge old(place_.path() + "/7", Socket(), 7);
  EXPECT_EQ(AskWhenUp(old, "/"), "generation=7 pid=1 host=container");
  engine_->OnContainerRolloutStarted(Version(2));
  EXPECT_TRUE(
      Until([&] { return engine_->Health(kTestApplicationId, 2) == ContainerHealth::kHealthy; }));
  const Edge next(place_.path() + "/8", Socket(), 8);
  EXPECT_EQ(AskWhenUp(next, "/"), "generation=8 pid=1 host=container");
  EXPECT_EQ(AskWhenUp(old, "/"), "generation=7 pid=1 host=container");
  EXPECT_EQ(Running(), 2);
  engine_->OnContainerRolledOut(Version(2));
  EXPECT_TRUE(Until([&] { return Running() == 1; }));
  EXPECT_EQ(AskWhenUp(next, "/"), "generation=8 pid=1 host=container");
}

}  // namespace
}  // namespace release::cloud
