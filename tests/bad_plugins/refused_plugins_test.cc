// Bad plugins that the real step host refuses before it says hello.
#include <signal.h>

#include <cstdio>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tests/bad_plugins/bad_plugin.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/sdk/testing/hosted_step.h"
#include "tools/step_host/crash_line.h"
#include "tools/step_host/symbolize.h"

namespace release::bad {
namespace {

class RefusedPluginTest : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedPluginTest, TheHostSaysWhyAndDoesNotSayHello) {
  auto step = Start(GetParam().plugin);
  ASSERT_FALSE(step.ok());
  const v1::Diagnosis diagnosis = DiagnosisOf(step.status());
  EXPECT_EQ(diagnosis.code(), GetParam().code) << diagnosis.DebugString();
  EXPECT_TRUE(absl::StrContains(diagnosis.why(), GetParam().why)) << diagnosis.DebugString();
  EXPECT_TRUE(absl::StrContains(diagnosis.what(), PathOf(GetParam().plugin)))
      << diagnosis.DebugString();
  EXPECT_FALSE(diagnosis.fix().empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedPluginTest,
    ::testing::Values(Refusal{"no_symbol", "HOST-NO-ENTRY", "looks for release_step_plugin_v1"},
                      Refusal{"not_a_library", "HOST-NOT-A-PLUGIN",
                              "not_a_library.so: invalid ELF header"},
                      Refusal{"old_abi", "HOST-ABI-MAJOR",
                              "the host has ABI 1.0, the plugin was built for ABI 0"},
                      Refusal{"new_abi", "HOST-ABI-MAJOR",
                              "the host has ABI 1.0, the plugin was built for ABI 2"},
                      Refusal{"short_struct", "HOST-ABI-STRUCT", "the plugin's struct_size is 56"},
                      Refusal{"bad_name", "HOST-ABI-TABLE", "`name` is \"Bad Name\""}),
    [](const auto& test) { return std::string(test.param.plugin); });

TEST(RefusalTest, AMissingFileIsNamed) {
  kit::HostedStepOptions options;
  options.expect_sha256 = std::string(64, '0');
  auto step = Start("is_not_there", options);
  ASSERT_FALSE(step.ok());
  EXPECT_EQ(DiagnosisOf(step.status()).code(), "FILE-NOT-FOUND") << step.status();
}

TEST(RefusalTest, AnotherDigestIsRefusedWithBoth) {
  kit::HostedStepOptions options;
  options.expect_sha256 = std::string(64, 'a');
  auto step = Start("hangs_politely", options);
  ASSERT_FALSE(step.ok());
  const v1::Diagnosis diagnosis = DiagnosisOf(step.status());
  EXPECT_EQ(diagnosis.code(), "HOST-DIGEST");
  EXPECT_TRUE(absl::StrContains(diagnosis.why(), options.expect_sha256)) << diagnosis.why();
}

// The file is rewritten in place, which keeps its inode, after the host has said hello.
TEST(RefusalTest, BytesRewrittenAfterTheCheckDoNotRun) {
  absl::StatusOr<TempDirectory> folder = TempDirectory::Create();
  ASSERT_TRUE(folder.ok());
  const std::string copy = folder->path() + "/copy.so";
  ASSERT_TRUE(WriteFileAtomically(copy, ReadFile(PathOf("lies_about_name"), 1 << 20).value()).ok());
  kit::HostedStepOptions options;
  options.plugin = copy;
  auto step = kit::HostedStep::Start(options);
  ASSERT_TRUE(step.ok()) << step.status();
  FILE* file = std::fopen(copy.c_str(), "r+");
  ASSERT_NE(file, nullptr);
  const std::string zeros(16 << 10, '\0');
  EXPECT_EQ(std::fwrite(zeros.data(), 1, zeros.size(), file), zeros.size());
  std::fclose(file);
  EXPECT_EQ((*step)->Run(Apply()).outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST(RefusalTest, ACrashAtLoadIsPlacedInThePlugin) {
  auto step = Start("segfaults_at_load");
  ASSERT_FALSE(step.ok());
  const v1::Diagnosis diagnosis = DiagnosisOf(step.status());
  EXPECT_EQ(diagnosis.code(), "KIT-HOST-DIED");
  const std::optional<CrashLine> crash = CrashIn(diagnosis.why());
  ASSERT_TRUE(crash) << diagnosis.why();
  EXPECT_EQ(crash->signal, SIGSEGV);
  EXPECT_EQ(SymbolAt(PathOf("segfaults_at_load"), crash->offset), "crash_at_load");
}

}  // namespace
}  // namespace release::bad
