// The real program, in its real namespaces, with shell scripts for bundlers.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release::bundle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class WorkshopTest : public testing::Test {
 protected:
  WorkshopTest() {
    fs::create_directories(At("tree/tool"));
    Put("tree/tool/run.sh", "echo ran");
    Put("page.txt", "page");
  }

  std::string At(const std::string& path) const { return directory_->path() + "/" + path; }
  void Put(const std::string& path, std::string_view content) {
    std::ofstream(At(path)) << content;
  }
  std::string Read(const std::string& path) const {
    return ReadFile(At(path), 1 << 20).value_or("");
  }

  // Runs `script` in the folder `project`, which has page.txt and the tree; takes out `result`.
  RunResult Do(const std::string& script, Json step = Json::object()) {
    step.update(
        {{"what", "the script"}, {"argv", {"/bin/sh", "-euc", script}}, {"directory", "project"}});
    const Json work = {
        {"label", "//app:site"},
        {"files", {{{"from", At("page.txt")}, {"to", "project/page.txt"}}}},
        {"mounts", {{{"from", At("tree")}, {"to", "project/node_modules"}}}},
        {"environment", {{"GREETING", "hello"}, {"HOME", "/root"}}},
        {"steps", {step}},
        {"results", {{{"from", "project/result.txt"}, {"to", At("result.txt")}}}},
    };
    Put("work.json", work.dump());
    Command command;
    command.argv = {"tools/bundle/workshop/workshop", At("work.json")};
    command.env = {{"SECRET", "of the caller"}};
    return *release::Run(command, absl::Minutes(1), 1 << 20);
  }

  absl::StatusOr<TempDirectory> directory_ = TempDirectory::Create();
};

TEST_F(WorkshopTest, StepsSeeTheirInputsAtFixedPaths) {
  const RunResult run = Do("cat page.txt node_modules/tool/run.sh > result.txt; pwd >> result.txt");
  ASSERT_TRUE(run.exit.Success()) << run.err;
  EXPECT_EQ(Read("result.txt"), "pageecho ran/tmp/release-workshop/project\n");
}

TEST_F(WorkshopTest, StepsSeeNothingOfTheCallersEnvironment) {
  ASSERT_TRUE(Do("env > result.txt").exit.Success());
  const std::string env = Read("result.txt");
  EXPECT_EQ(env.find("SECRET"), std::string::npos);
  EXPECT_NE(env.find("GREETING=hello\n"), std::string::npos);
  EXPECT_NE(env.find("HOME=/tmp/release-workshop/home\n"), std::string::npos);
  EXPECT_NE(env.find("WRANGLER_SEND_METRICS=false\n"), std::string::npos);
}

TEST_F(WorkshopTest, ThereIsNoNetworkNotEvenALoopback) {
  ASSERT_TRUE(Do("cat /proc/net/route /proc/net/if_inet6 > result.txt").exit.Success());
  // The head of the table of routes, and no address.
  EXPECT_EQ(Read("result.txt").find('\n'), Read("result.txt").size() - 1) << Read("result.txt");
}

TEST_F(WorkshopTest, WhatIsWrittenIntoATreeIsDropped) {
  const RunResult run =
      Do("echo x > node_modules/.cache; echo y > node_modules/tool/run.sh; echo done > result.txt");
  ASSERT_TRUE(run.exit.Success()) << run.err;
  EXPECT_FALSE(fs::exists(At("tree/.cache")));
  EXPECT_EQ(Read("tree/tool/run.sh"), "echo ran");
}

TEST_F(WorkshopTest, NothingIsLeftOutside) {
  ASSERT_TRUE(Do("echo x > result.txt").exit.Success());
  EXPECT_TRUE(fs::is_empty("/tmp/release-workshop"));
}

TEST_F(WorkshopTest, AFailedStepIsToldWithItsLastLines) {
  const RunResult run = Do("echo early; echo 'src/a.ts(3,1): error TS1005' >&2; exit 7");
  EXPECT_EQ(run.exit.code_or_signal, 1);
  EXPECT_NE(run.err.find("WORKSHOP-STEP-FAILED"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("//app:site: `the script` failed"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("exit code 7"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("src/a.ts(3,1): error TS1005"), std::string::npos) << run.err;
}

TEST_F(WorkshopTest, ATreeWithoutItsToolIsToldWithTheCure) {
  const RunResult run = Do("exit 0", {{"needs", "project/node_modules/wrangler/bin/wrangler.js"},
                                      {"package", "wrangler"},
                                      {"manifest", "app/package.json"}});
  EXPECT_EQ(run.exit.code_or_signal, 1);
  EXPECT_NE(run.err.find("WORKSHOP-TOOL-MISSING"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("wrangler not found"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("app/package.json"), std::string::npos) << run.err;
}

TEST_F(WorkshopTest, ABuildWithoutResultIsAFailure) {
  const RunResult run = Do("true");
  EXPECT_EQ(run.exit.code_or_signal, 1);
  EXPECT_NE(run.err.find("WORKSHOP-NO-RESULT"), std::string::npos) << run.err;
}

TEST_F(WorkshopTest, AnInputThatIsMissingIsNamed) {
  fs::remove_all(At("tree"));
  const RunResult run = Do("true");
  EXPECT_EQ(run.exit.code_or_signal, 1);
  EXPECT_NE(run.err.find("WORKSHOP-INPUT"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find(At("tree")), std::string::npos) << run.err;
}

}  // namespace
}  // namespace release::bundle
