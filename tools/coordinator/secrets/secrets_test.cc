#include "tools/coordinator/secrets/secrets.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tools/base/files.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

constexpr std::string_view kFile = R"([rehearsal]
description = "test"

[rehearsal.secrets]
DATABASE_URL = "env:TEST_DATABASE_URL"
API_TOKEN = "op://release/api/token"
UNUSED = "env:TEST_UNUSED"
)";

Environment Rehearsal() {
  absl::StatusOr<Environment> environment = ParseEnvironment(
      std::string(kFile),
      {.file = "", .display = "infra/environments.toml", .name = "rehearsal", .overrides = {}});
  EXPECT_TRUE(environment.ok()) << environment.status();
  return *std::move(environment);
}

v1::SecretNeed Need(const std::string& name, bool optional = false) {
  v1::SecretNeed need;
  need.set_name(name);
  need.set_optional(optional);
  return need;
}

class SecretsTest : public testing::Test {
 protected:
  SecretsTest() {
    for (const char* name : {"TEST_DATABASE_URL", "API_TOKEN", "TEST_UNUSED"}) unsetenv(name);
  }

  const Environment environment_ = Rehearsal();
};

TEST_F(SecretsTest, ValuesComeFromTheVariablesThatTheReferencesName) {
  setenv("TEST_DATABASE_URL", "postgres://x", 1);
  setenv("API_TOKEN", "token-value", 1);
  const auto secrets = SecretStore(environment_).Resolve({Need("DATABASE_URL"), Need("API_TOKEN")});
  ASSERT_TRUE(secrets.ok()) << secrets.status();
  ASSERT_EQ(secrets->size(), 2u);
  EXPECT_EQ(secrets->at("DATABASE_URL").Reveal(), "postgres://x");
  EXPECT_EQ(secrets->at("API_TOKEN").Reveal(), "token-value");
}

TEST_F(SecretsTest, OnlyWhatWasAskedForIsHandedOut) {
  setenv("TEST_DATABASE_URL", "postgres://x", 1);
  setenv("TEST_UNUSED", "unused-value", 1);
  const auto secrets = SecretStore(environment_).Resolve({Need("DATABASE_URL")});
  ASSERT_TRUE(secrets.ok());
  EXPECT_EQ(secrets->size(), 1u);
  EXPECT_EQ(getenv("TEST_DATABASE_URL"), nullptr);
  EXPECT_EQ(getenv("TEST_UNUSED"), nullptr) << "scrubbed all the same";
}

TEST_F(SecretsTest, EveryMissingOneIsToldAtOnceWithItsCure) {
  setenv("TEST_DATABASE_URL", "", 1);
  const auto secrets =
      SecretStore(environment_).Resolve({Need("DATABASE_URL"), Need("API_TOKEN"), Need("NOWHERE")});
  EXPECT_EQ(secrets.status().code(), absl::StatusCode::kFailedPrecondition);
  const Problems problems = ProblemsIn(secrets.status());
  ASSERT_EQ(problems.list.size(), 3u);
  EXPECT_EQ(problems.list[0].code(), "SECRET-NOT-SET");
  EXPECT_EQ(problems.list[0].fix(), "export TEST_DATABASE_URL in the shell that runs the release");
  EXPECT_EQ(problems.list[1].code(), "SECRET-NOT-PROVISIONED");
  EXPECT_EQ(problems.list[1].fix(), "export API_TOKEN=\"$(op read 'op://release/api/token')\"");
  EXPECT_EQ(problems.list[2].code(), "SECRET-NOT-CONFIGURED");
  EXPECT_EQ(problems.list[2].place().file(), "infra/environments.toml");
  EXPECT_EQ(problems.list[2].place().line(), 1u);
}

TEST_F(SecretsTest, OptionalOnesMayBeMissing) {
  const auto secrets =
      SecretStore(environment_)
          .Resolve({Need("DATABASE_URL", true), Need("API_TOKEN", true), Need("NOWHERE", true)});
  ASSERT_TRUE(secrets.ok()) << secrets.status();
  EXPECT_TRUE(secrets->empty());
}

TEST_F(SecretsTest, FailureScrubsToo) {
  setenv("TEST_DATABASE_URL", "postgres://x", 1);
  const auto secrets = SecretStore(environment_).Resolve({Need("DATABASE_URL"), Need("API_TOKEN")});
  EXPECT_FALSE(secrets.ok());
  EXPECT_EQ(getenv("TEST_DATABASE_URL"), nullptr);
  EXPECT_EQ(secrets.status().ToString().find("postgres://x"), std::string::npos);
}

TEST_F(SecretsTest, ProcessIsProtectedAfterwards) {
  ASSERT_TRUE(SecretStore(environment_).Resolve({}).ok());
  rlimit cores;
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &cores), 0);
  EXPECT_EQ(cores.rlim_cur, 0u);
#if !defined(__SANITIZE_ADDRESS__)
  EXPECT_EQ(prctl(PR_GET_DUMPABLE), 0);
#endif
}

// Runs this program again with the secret in the environment that the kernel gives it. The exit
// code tells what it saw: 0 when the value was there and is nowhere any more.
TEST_F(SecretsTest, ValueIsGoneFromTheBytesThatTheKernelShows) {
  const pid_t child = fork();
  if (child == 0) {
    const char* arguments[] = {"/proc/self/exe", "--look-at-own-environ", nullptr};
    const char* environment[] = {"A=1", "TEST_DATABASE_URL=hunter2-hunter2",
                                 "TEST_DATABASE_URL=hunter2-again", "Z=2", nullptr};
    execve(arguments[0], const_cast<char**>(arguments), const_cast<char**>(environment));
    _exit(99);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

int LookAtOwnEnviron() {
  const auto shown = [] { return *ReadFile("/proc/self/environ", 1 << 20); };
  if (shown().find("hunter2-again") == std::string::npos) return 1;
  const Environment environment = Rehearsal();
  const SecretStore store(environment);
  const auto secrets = store.Resolve({Need("DATABASE_URL")});
  if (!secrets.ok() || secrets->at("DATABASE_URL").Reveal() != "hunter2-hunter2") return 2;
  const std::string after = shown();
  if (after.find("hunter2") != std::string::npos) return 3;
  return after.find("A=1") != std::string::npos && after.find("Z=2") != std::string::npos ? 0 : 4;
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--look-at-own-environ") {
    return release::LookAtOwnEnviron();
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
