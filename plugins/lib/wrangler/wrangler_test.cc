// The real wrangler in its narrow room, and what its words mean.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "plugins/lib/wrangler/problem.h"
#include "plugins/lib/wrangler/run.h"
#include "plugins/lib/wrangler/scratch.h"
#include "plugins/lib/wrangler/tool.h"
#include "plugins/lib/wrangler/version.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::wrangler {
namespace {

using testing::HasSubstr;

Run RunOf(std::vector<std::string> arguments) {
  Run run;
  run.tool = *FindTool(std::getenv("TEST_SRCDIR"));
  run.account = {.token = "tokenmarker",
                 .id = std::string(32, 'a'),
                 .api_base = "http://127.0.0.1:1/client/v4"};
  run.arguments = std::move(arguments);
  return run;
}

std::string CodeOf(std::vector<std::string> lines) {
  Ended ended;
  ended.exit.code_or_signal = 1;
  ended.lines = std::move(lines);
  return DiagnosisOf(ProblemOf(ended, "testing")).code();
}

TEST(WranglerTest, TheLockedWranglerRunsAndLeavesNothingOutsideOfItsScratch) {
  auto scratch = Scratch::Create();
  ASSERT_TRUE(scratch.ok()) << scratch.status();
  std::string said;
  auto run = RunOf({"--version"});
  run.on_line = [&](std::string_view line) { said += line; };
  auto ended = Execute(run, *scratch, {});
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_TRUE(ended->exit.Success());
  EXPECT_THAT(said, HasSubstr("4."));
  EXPECT_TRUE(ProblemOf(*ended, "asking").ok());
}

TEST(WranglerTest, TheLockedVersionIsAcceptedAndAnotherIsNamed) {
  auto scratch = Scratch::Create();
  Tool tool = *FindTool(std::getenv("TEST_SRCDIR"));
  EXPECT_TRUE(CheckVersion(tool, *scratch, {}).ok());
  const std::filesystem::path other = scratch->path() + "/other";
  std::filesystem::create_directories(other / "bin");
  ASSERT_TRUE(WriteFileAtomically(other / "package.json", R"({"version": "9.9.9"})").ok());
  ASSERT_TRUE(WriteFileAtomically(other / "bin/wrangler.js", "console.log('4.0.0')").ok());
  tool.script = other / "bin/wrangler.js";
  const v1::Diagnosis told = DiagnosisOf(CheckVersion(tool, *scratch, {}));
  EXPECT_EQ(told.code(), "WRANGLER-VERSION");
  EXPECT_THAT(told.what(), HasSubstr("9.9.9"));
  EXPECT_THAT(told.why(), HasSubstr("4.0.0"));
}

TEST(WranglerTest, AnApiThatIsNotThereIsNamed) {
  auto scratch = Scratch::Create();
  auto ended = Execute(RunOf({"deployments", "list", "--name", "x"}), *scratch, {});
  ASSERT_TRUE(ended.ok()) << ended.status();
  const v1::Diagnosis problem = DiagnosisOf(ProblemOf(*ended, "listing"));
  EXPECT_EQ(problem.code(), "WRANGLER-UNREACHABLE") << problem.DebugString();
  EXPECT_EQ(problem.DebugString().find("tokenmarker"), std::string::npos);
}

TEST(WranglerTest, ARequestToStopEndsTheWholeGroup) {
  auto scratch = Scratch::Create();
  std::stop_source stop;
  auto run = RunOf({"tail", "--help"});
  // A node that would stay for ever, with a child of its own, as wrangler has.
  const std::string script = scratch->path() + "/stay.js";
  ASSERT_TRUE(
      WriteFileAtomically(script,
                          "const c = require('child_process').spawn('/bin/sleep', ['1000']);\n"
                          "console.log('child ' + c.pid); setInterval(() => {}, 1000);\n")
          .ok());
  run.tool.script = script;
  std::string child;
  run.on_line = [&](std::string_view line) {
    child = line.substr(6);
    stop.request_stop();
  };
  EXPECT_TRUE(absl::IsCancelled(Execute(run, *scratch, stop.get_token()).status()));
  ASSERT_FALSE(child.empty());
  // Ended, though perhaps not yet reaped by whoever has it now.
  const std::string state = ReadFile("/proc/" + child + "/stat", 4096).value_or("x) Z");
  EXPECT_THAT(state, HasSubstr(") Z"));
}

TEST(WranglerTest, TooLateIsADiagnosis) {
  auto scratch = Scratch::Create();
  auto run = RunOf({});
  const std::string script = scratch->path() + "/stay.js";
  ASSERT_TRUE(WriteFileAtomically(script, "setInterval(() => {}, 1000);\n").ok());
  run.tool.script = script;
  run.timeout = absl::Milliseconds(300);
  EXPECT_EQ(DiagnosisOf(Execute(run, *scratch, {}).status()).code(), "WRANGLER-TIMEOUT");
}

TEST(WranglerTest, NothingOfOurEnvironmentReachesIt) {
  ASSERT_EQ(setenv("EDITOR_SESSION_MARKER", "1", 1), 0);
  auto scratch = Scratch::Create();
  auto run = RunOf({});
  const std::string script = scratch->path() + "/env.js";
  ASSERT_TRUE(
      WriteFileAtomically(script, "console.log(Object.keys(process.env).join(' '))\n").ok());
  run.tool.script = script;
  std::string said;
  run.on_line = [&](std::string_view line) { said += line; };
  ASSERT_TRUE(Execute(run, *scratch, {}).ok());
  EXPECT_EQ(said.find("EDITOR_SESSION_MARKER"), std::string::npos);
  EXPECT_THAT(said, HasSubstr("CLOUDFLARE_API_TOKEN"));
}

TEST(WranglerTest, WhatIsMissingIsNamedWithItsCure) {
  const TempDirectory empty = *TempDirectory::Create();
  const v1::Diagnosis missing = DiagnosisOf(FindTool(empty.path()).status());
  EXPECT_EQ(missing.code(), "WRANGLER-MISSING");
  EXPECT_EQ(missing.what(), "wrangler not found");
  EXPECT_THAT(missing.fix(), HasSubstr("--ignore-workspace"));
  EXPECT_EQ(RunfilesOf("/r/npm_wrangler/wrangler"), "/r");
  EXPECT_EQ(RunfilesOf("/r/other"), "");
}

TEST(WranglerTest, ItsWordsHaveCodes) {
  EXPECT_EQ(CodeOf({"X [ERROR] A request failed.", "Authentication error [code: 10000]"}),
            "WRANGLER-AUTH");
  EXPECT_EQ(CodeOf({"X [ERROR] Unauthorized"}), "WRANGLER-AUTH");
  EXPECT_EQ(CodeOf({"This Worker does not exist [code: 10007]"}), "WRANGLER-NOT-FOUND");
  EXPECT_EQ(CodeOf({"Hostname 'a' is already in use by Worker 'b'. [code: 100116]"}),
            "WRANGLER-HOSTNAME-CONFLICT");
  EXPECT_EQ(CodeOf({"ordered fault [code: 10429]"}), "WRANGLER-RATE-LIMIT");
  EXPECT_EQ(CodeOf({R"(Error creating application: {"error":"VALIDATE_INPUT"})"}),
            "WRANGLER-CONTAINER");
  EXPECT_EQ(CodeOf({"SURPASSED_TOTAL_LIMITS"}), "WRANGLER-CONTAINER-LIMIT");
  EXPECT_EQ(CodeOf({"Wrangler requires at least Node.js v22.12.0"}), "WRANGLER-NODE");
  EXPECT_EQ(CodeOf({"Error: Cannot find module 'esbuild'"}), "WRANGLER-MISSING");
  EXPECT_EQ(CodeOf({"fetch failed"}), "WRANGLER-UNREACHABLE");
  EXPECT_EQ(CodeOf({"Migration tag precondition failed; current tag is \"v1\" [code: 10079]"}),
            "WRANGLER-MIGRATION-TAG");
  EXPECT_EQ(CodeOf({"oops"}), "WRANGLER-FAILED");
  Ended killed;
  killed.exit = {.signalled = true, .code_or_signal = 9};
  EXPECT_EQ(DiagnosisOf(ProblemOf(killed, "testing")).code(), "WRANGLER-KILLED");
}

TEST(ScratchTest, IsPrivateAndGoesAndLeftOversOfTheDeadGoToo) {
  const TempDirectory root = *TempDirectory::Create();
  std::string path;
  {
    auto scratch = Scratch::Create(root.path());
    ASSERT_TRUE(scratch.ok());
    path = scratch->path();
    ASSERT_TRUE(scratch->Write("secrets.json", "{}").ok());
    struct stat info = {};
    ASSERT_EQ(stat((path + "/secrets.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
    // One that somebody holds stays, however old it looks.
    const timespec old[2] = {{1000, 0}, {1000, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), old, 0), 0);
    auto second = Scratch::Create(root.path());
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));

  const std::string left = root.path() + "/release-scratch-" + std::to_string(getuid()) + "-x";
  std::filesystem::create_directory(left);
  ASSERT_TRUE(WriteFileAtomically(left + "/secrets.json", "{}").ok());
  ASSERT_TRUE(WriteFileAtomically(left + "/.lock", "").ok());
  auto young = Scratch::Create(root.path());
  EXPECT_TRUE(std::filesystem::exists(left)) << "its owner may be about to lock it";
  const timespec old[2] = {{1000, 0}, {1000, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, left.c_str(), old, 0), 0);
  auto next = Scratch::Create(root.path());
  EXPECT_FALSE(std::filesystem::exists(left));
}

}  // namespace
}  // namespace release::wrangler
