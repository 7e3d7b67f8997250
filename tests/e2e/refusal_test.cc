// What is found before anything is touched.
#include <fstream>

#include "gmock/gmock.h"
#include "tests/e2e/release_fixture.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;

struct BadPlugin {
  const char* name;  // in tests/bad_plugins
  const char* says;
};

class BadPluginTest : public ReleaseFixture, public testing::WithParamInterface<BadPlugin> {};

TEST_P(BadPluginTest, IsRefusedBeforeAnythingIsTouched) {
  AddChaos("first");
  const std::string file = std::string(GetParam().name) == "not_a_library"
                               ? "tests/bad_plugins/not_a_library.so"
                               : std::string("tests/bad_plugins/") + GetParam().name + ".so";
  AddPlugin(GetParam().name, Runfile(file));
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 3) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr(GetParam().says));
  EXPECT_THAT(ended.out, HasSubstr("Refused. State left: nothing was changed."));
  EXPECT_EQ(TimesApplied("first"), 0U);
}

INSTANTIATE_TEST_SUITE_P(Ways, BadPluginTest,
                         testing::Values(BadPlugin{"not_a_library", "HOST-"},
                                         BadPlugin{"no_symbol", "release_step_plugin_v1"},
                                         BadPlugin{"old_abi", "HOST-ABI"},
                                         BadPlugin{"new_abi", "HOST-ABI"},
                                         BadPlugin{"segfaults_at_load", "PLUGIN-CRASHED"}),
                         [](const auto& bad) { return std::string(bad.param.name); });

class RefusalTest : public ReleaseFixture {};

TEST_F(RefusalTest, AMissingPluginIsNamedWithTheCommandThatBuildsIt) {
  AddChaos("first");
  AddPlugin("gone", Path("gone.so"));
  manifest_.mutable_steps(1)->mutable_plugin()->mutable_file()->mutable_digest()->set_sha256(
      std::string(64, 'a'));
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 7) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[CATALOG-FILE-MISSING]"));
  EXPECT_THAT(ended.err, HasSubstr("//tests/bad_plugins:gone"));
  EXPECT_THAT(ended.err, HasSubstr("Nothing was changed."));
}

TEST_F(RefusalTest, AWrongDigestIsRefused) {
  AddChaos("first").mutable_plugin()->mutable_file()->mutable_digest()->set_sha256(
      std::string(64, 'a'));
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 7) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[CATALOG-FILE-CHANGED]"));
}

TEST_F(RefusalTest, AMistypedKeyShowsItsLineAndWhatWasMeant) {
  AddChaos("first");
  WriteEnvironments("[test]\nallow_local = true\n[test.steps.first]\ntriger = \"x\"\n");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 3) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[CONFIG-UNKNOWN-KEY]"));
  EXPECT_THAT(ended.err, HasSubstr("infra/environments.toml:4:1"));
  EXPECT_THAT(ended.err, HasSubstr("trigger"));
}

TEST_F(RefusalTest, EveryMissingSecretIsNamedAtOnce) {
  WriteEnvironments(
      "[test]\nallow_local = true\n[test.secrets]\nONE_KEY = \"env:ONE_KEY\"\n"
      "TWO_KEY = \"op://vault/item/field\"\n");
  AddChaos("first", {{"secret", "ONE_KEY"}});
  AddChaos("second", {{"secret", "TWO_KEY"}});
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 3) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("ONE_KEY"));
  EXPECT_THAT(ended.err, HasSubstr("TWO_KEY"));
}

TEST_F(RefusalTest, MissingSecretsAndWhatPlansFindWrongAreOneList) {
  WriteEnvironments("[test]\nallow_local = true\n[test.secrets]\nONE_KEY = \"env:ONE_KEY\"\n");
  AddChaos("first", {{"secret", "ONE_KEY"}});
  AddChaos("second", {{"act", "fail"}, {"phase", "plan"}});
  Arm("second");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 3) << ended.all();
  const size_t list = ended.err.find("\n2 problems:\n");
  ASSERT_NE(list, std::string::npos) << ended.err;
  EXPECT_THAT(ended.err.substr(list), HasSubstr("error[SECRET-NOT-SET]"));
  EXPECT_THAT(ended.err.substr(list), HasSubstr("error[CHAOS-"));
  EXPECT_THAT(ended.out, HasSubstr("Refused. State left: nothing was changed."));
  EXPECT_EQ(TimesApplied("first"), 0U);
}

TEST_F(RefusalTest, WithoutATerminalAPlanThatNeedsApprovalIsRefused) {
  manifest_.set_approval(v1::APPROVAL_PROMPT);
  AddChaos("first");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 3) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("--yes"));
  EXPECT_EQ(TimesApplied("first"), 0U);
  EXPECT_EQ(Run({"--yes"}).code(), 0);
  EXPECT_EQ(TimesApplied("first"), 1U);
}

TEST_F(RefusalTest, AnUnfinishedReleaseIsGivenUpOnlyByAPersonsWord) {
  AddChaos("first", {{"act", "fail"}});
  Arm("first");
  manifest_.set_approval(v1::APPROVAL_PROMPT);
  ASSERT_EQ(Run({"--yes"}).code(), 1);
  const Ended refused = Run({"--new"});
  EXPECT_EQ(refused.code(), 3) << refused.all();
  EXPECT_THAT(refused.err, HasSubstr("error[RELEASE-NEW-NOT-CONFIRMED]"));
  const Ended renewed = Run({"--new", "--yes"});
  EXPECT_EQ(renewed.code(), 0) << renewed.all();
  EXPECT_THAT(renewed.out, HasSubstr("generation 2."));
}

TEST_F(RefusalTest, APlanOnlyRunChangesNothingAndLeavesNoTrace) {
  AddChaos("first");
  const Ended ended = Run({"--dry-run"});
  EXPECT_EQ(ended.code(), 0) << ended.all();
  EXPECT_THAT(ended.out, HasSubstr("Plan: 1 change. Nothing was changed yet."));
  EXPECT_EQ(TimesApplied("first"), 0U);
  EXPECT_THAT(Run().out, HasSubstr("generation 1."));
}

TEST_F(RefusalTest, AJournalThatIsNoneIsLeftAsItIs) {
  AddChaos("first");
  ASSERT_EQ(Run({"--plan"}).code(), 0);  // makes the state directory
  const std::string junk(10'000, 'x');
  std::ofstream(Path("state/journal.db")) << junk;
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 7) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[JOURNAL-NOT-A-JOURNAL]"));
  EXPECT_EQ(*ReadFile(Path("state/journal.db"), 1 << 20), junk);
}

}  // namespace
}  // namespace release::e2e
