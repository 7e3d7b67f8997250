#include "tools/coordinator/config/step_config.h"

#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/coordinator/config/step_config_test.pb.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

using config_test::Config;

// The schema as a plugin sends it: the file and all it imports, the importing one first.
std::string Schema() {
  google::protobuf::FileDescriptorSet set;
  std::vector<const google::protobuf::FileDescriptor*> files = {Config::descriptor()->file()};
  std::set<const google::protobuf::FileDescriptor*> seen;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!seen.insert(files[i]).second) continue;
    files[i]->CopyTo(set.add_file());
    for (int d = 0; d < files[i]->dependency_count(); ++d) files.push_back(files[i]->dependency(d));
  }
  return set.SerializeAsString();
}

const PluginSchema& TestSchema() {
  static const auto& schema =
      *new auto(PluginSchema::Of("smoke", Schema(), "release.config_test.Config"));
  return **schema;
}

Environment Environments(const std::string& smoke, std::vector<Override> overrides = {}) {
  auto environment = ParseEnvironment(
      absl::StrCat("[p]\nallow_local = true\n[p.steps.smoke]\n", smoke),
      {.file = "", .display = "env.toml", .name = "p", .overrides = std::move(overrides)});
  EXPECT_TRUE(environment.ok()) << environment.status();
  return *std::move(environment);
}

absl::StatusOr<StepConfig> Build(const std::string& json, const Environment* environment) {
  return BuildStepConfig(TestSchema(), {.step = "smoke",
                                        .step_label = "//release:smoke",
                                        .plugin_label = "//plugins/smoke:smoke",
                                        .config_json = json,
                                        .environment = environment});
}

Config Parsed(const absl::StatusOr<StepConfig>& built) {
  Config config;
  EXPECT_TRUE(built.ok()) << built.status();
  EXPECT_TRUE(!built.ok() || config.ParseFromString(built->bytes));
  return config;
}

std::vector<v1::Diagnosis> ProblemsOf(const absl::StatusOr<StepConfig>& built) {
  return ProblemsIn(built.status()).list;
}

TEST(StepConfigTest, EveryKindOfFieldIsFilledFromTheFile) {
  const Environment environment = Environments(R"(
url = "https://a/"
deadline = "1m30.5s"
attempts = 4294967295
follow = true
ratio = 2
mode = "MODE_PATIENT"
hosts = ["a", "b"]
limits = { x = -1, y = 9007199254740993 }
retry = { max = -2147483648, reason = "why" }
key = "AAEC"
extra = { any = ["thing", 1, true] }
[[p.steps.smoke.retries]]
reason = "first"
[[p.steps.smoke.retries]]
reason = "second"
)");
  const Config config = Parsed(Build("{}", &environment));
  EXPECT_EQ(config.url(), "https://a/");
  EXPECT_EQ(config.deadline().seconds(), 90);
  EXPECT_EQ(config.deadline().nanos(), 500000000);
  EXPECT_EQ(config.attempts(), 4294967295u);
  EXPECT_TRUE(config.follow());
  EXPECT_EQ(config.ratio(), 2.0);
  EXPECT_EQ(config.mode(), config_test::MODE_PATIENT);
  EXPECT_EQ(config.hosts(1), "b");
  EXPECT_EQ(config.limits().at("y"), 9007199254740993);
  EXPECT_EQ(config.retry().max(), -2147483648);
  EXPECT_EQ(config.key(), std::string("\0\1\2", 3));
  EXPECT_EQ(config.extra().fields().at("any").list_value().values_size(), 3);
  EXPECT_EQ(config.retries(1).reason(), "second");
}

TEST(StepConfigTest, TheEnvironmentIsLaidOverTheBuild) {
  const Environment environment = Environments("url = \"https://b/\"\nretry.reason = \"env\"\n");
  const Config config = Parsed(
      Build(R"({"url": "https://a/", "hosts": ["x"], "retry": {"max": 7, "reason": "build"}})",
            &environment));
  EXPECT_EQ(config.url(), "https://b/");
  EXPECT_EQ(config.hosts(0), "x");
  EXPECT_EQ(config.retry().max(), 7);
  EXPECT_EQ(config.retry().reason(), "env");
}

TEST(StepConfigTest, OfAChoiceTheEnvironmentsAnswerHolds) {
  const Environment environment =
      Environments("url = \"u\"\nhosts = [\"h\"]\nlayout = \"from the environment\"\n");
  const Config config = Parsed(Build(R"({"image": "from the build"})", &environment));
  EXPECT_EQ(config.source_case(), Config::kLayout);
}

TEST(StepConfigTest, TextOfTheCommandLineIsReadAsTheFieldWants) {
  const Environment environment = Environments(
      "url = \"u\"\nhosts = [\"h\"]\n",
      {*ParseOverride("steps.smoke.attempts=5"), *ParseOverride("steps.smoke.follow=true"),
       *ParseOverride("steps.smoke.deadline=2m"), *ParseOverride("steps.smoke.ratio=0.5"),
       *ParseOverride("steps.smoke.retry.reason=77")});
  const Config config = Parsed(Build("", &environment));
  EXPECT_EQ(config.attempts(), 5u);
  EXPECT_TRUE(config.follow());
  EXPECT_EQ(config.deadline().seconds(), 120);
  EXPECT_EQ(config.ratio(), 0.5);
  EXPECT_EQ(config.retry().reason(), "77");
}

TEST(StepConfigTest, EqualConfigsHaveEqualBytesHoweverTheyWereWritten) {
  const Environment one =
      Environments("url = \"u\"\nhosts = [\"h\"]\nlimits = { a = 1, b = 2, c = 3 }\n");
  const Environment other =
      Environments("limits = { c = 3, b = 2, a = 1 }\nhosts = [\"h\"]\nurl = \"u\"\n");
  const auto first = Build("{}", &one);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->bytes, Build("{}", &other)->bytes);
  EXPECT_EQ(first->bytes, Build(R"({"url": "u"})", &other)->bytes);
}

TEST(StepConfigTest, TheConfigIsShownUnderTheNamesOfTheProto) {
  const auto built = Build(R"({"url": "u", "attempts": 3})", nullptr);
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(built->json, R"({"url":"u","attempts":3})");
}

TEST(StepConfigTest, AMisfitOfTheFileIsToldAtItsPlace) {
  const Environment environment =
      Environments("url = \"u\"\nhosts = [\"h\"]\nattemps = 3\nfollow = \"yes\"\n");
  const auto problems = ProblemsOf(Build("{}", &environment));
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].code(), "CONFIG-UNKNOWN-KEY");
  EXPECT_EQ(problems[0].place().line(), 6u);
  EXPECT_EQ(problems[0].place().excerpt(), "attemps = 3");
  EXPECT_EQ(problems[0].fix(), "correct or remove it; did you mean `attempts`?");
  EXPECT_EQ(problems[1].code(), "CONFIG-WRONG-TYPE");
  EXPECT_EQ(problems[1].place().column(), 10u);
  EXPECT_EQ(problems[1].what(), "step `smoke`: `follow` is a string, not true or false");
}

TEST(StepConfigTest, AMisfitOfTheBuildNamesBothLabels) {
  const auto problems = ProblemsOf(Build(R"({"urll": "u"})", nullptr));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_FALSE(problems[0].has_place());
  EXPECT_EQ(problems[0].what(), "step `smoke`: there is no setting `urll`");
  EXPECT_NE(problems[0].why().find("`config` of //release:smoke does not fit the schema of "
                                   "//plugins/smoke:smoke"),
            std::string::npos);
  EXPECT_EQ(problems[0].fix(), "correct or remove it; did you mean `url`?");
}

TEST(StepConfigTest, AMisfitOfTheCommandLineNamesTheFlag) {
  const Environment environment =
      Environments("url = \"u\"\nhosts = [\"h\"]\n", {*ParseOverride("steps.smoke.attempts=many")});
  const auto problems = ProblemsOf(Build("{}", &environment));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].why().find("`--set steps.smoke.attempts`"), std::string::npos);
}

TEST(StepConfigTest, MissingFieldsAreToldOnlyOnceTheEnvironmentIsKnown) {
  EXPECT_TRUE(Build("{}", nullptr).ok());
  const Environment environment = Environments("hosts = []\n[p.steps.smoke.retry]\nmax = 1\n");
  const auto problems = ProblemsOf(Build("{}", &environment));
  std::set<std::string> told;
  for (const v1::Diagnosis& problem : problems) {
    EXPECT_EQ(problem.code(), "CONFIG-MISSING-FIELD");
    told.insert(problem.what());
  }
  EXPECT_EQ(told,
            (std::set<std::string>{"step `smoke` needs `url`", "`hosts` of step `smoke` is empty",
                                   "step `smoke` needs `retry.reason`"}));
  EXPECT_NE(problems[0].why().find("//release:smoke"), std::string::npos);
  EXPECT_NE(problems[0].why().find("[p.steps.smoke] in env.toml"), std::string::npos);
}

TEST(StepConfigTest, ARequiredFieldOfTheWrongTypeIsOneProblem) {
  const Environment environment = Environments("url = 5\nhosts = [\"h\"]\n");
  EXPECT_EQ(ProblemsOf(Build("{}", &environment)).size(), 1u);
}

struct Misfit {
  const char* name;
  const char* json;
  const char* code;
  const char* words;
};

class StepConfigMisfit : public testing::TestWithParam<Misfit> {};

TEST_P(StepConfigMisfit, IsRefusedInWords) {
  const auto problems = ProblemsOf(Build(GetParam().json, nullptr));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), GetParam().code);
  EXPECT_NE(absl::StrCat(problems[0].what(), "\n", problems[0].why()).find(GetParam().words),
            std::string::npos)
      << problems[0].DebugString();
}

INSTANTIATE_TEST_SUITE_P(
    Each, StepConfigMisfit,
    testing::Values(
        Misfit{"NumberTooLarge", R"({"attempts": 4294967296})", "CONFIG-VALUE-RANGE",
               "an integer from 0 to 4294967295"},
        Misfit{"NegativeNumber", R"({"attempts": -1})", "CONFIG-VALUE-RANGE", "from 0 to"},
        Misfit{"FractionForAnInteger", R"({"attempts": 1.5})", "CONFIG-WRONG-TYPE", "a number"},
        Misfit{"UnknownDuration", R"({"deadline": "soon"})", "CONFIG-WRONG-TYPE", "\"10m\""},
        Misfit{"EndlessDuration", R"({"deadline": "inf"})", "CONFIG-VALUE-RANGE", "10,000 years"},
        Misfit{"UnknownEnumValue", R"({"mode": "SLOW"})", "CONFIG-VALUE-RANGE", "\"MODE_PATIENT\""},
        Misfit{"OneValueForAList", R"({"hosts": "a"})", "CONFIG-WRONG-TYPE", "not an array"},
        Misfit{"WrongItemInAList", R"({"hosts": ["a", 1]})", "CONFIG-WRONG-TYPE", "`hosts[1]`"},
        Misfit{"TextForAMessage", R"({"retry": "3"})", "CONFIG-WRONG-TYPE", "not a table"},
        Misfit{"UnknownNestedKey", R"({"retry": {"mx": 1}})", "CONFIG-UNKNOWN-KEY", "`retry.mx`"},
        Misfit{"WrongValueInAMap", R"({"limits": {"a": true}})", "CONFIG-WRONG-TYPE", "`limits.a`"},
        Misfit{"BytesThatAreNoBase64", R"({"key": "%%%"})", "CONFIG-WRONG-TYPE", "base64"},
        Misfit{"NullValue", R"({"url": null})", "CONFIG-WRONG-TYPE", "is null"},
        Misfit{"BothOfAChoice", R"({"image": "a", "layout": "b"})", "CONFIG-CHOOSE-ONE", "one of"},
        Misfit{"TextForAStruct", R"({"extra": "x"})", "CONFIG-WRONG-TYPE",
               "google.protobuf.Struct"},
        Misfit{"NotAnObject", "[1]", "CONFIG-NOT-JSON", "not a JSON object"},
        Misfit{"NotJson", "{", "CONFIG-NOT-JSON", "not a JSON object"}),
    [](const testing::TestParamInfo<Misfit>& each) { return std::string(each.param.name); });

TEST(PluginSchemaTest, ABrokenSchemaIsRefused) {
  google::protobuf::FileDescriptorSet lonely;
  Config::descriptor()->file()->CopyTo(lonely.add_file());
  for (const std::string& schema :
       {std::string("\xff\xff"), std::string(), lonely.SerializeAsString()}) {
    const auto made = PluginSchema::Of("smoke", schema, "release.config_test.Config");
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(DiagnosisOf(made.status()).code(), "CONFIG-SCHEMA-BROKEN");
  }
  EXPECT_FALSE(PluginSchema::Of("smoke", Schema(), "release.config_test.Nothing").ok());
}

}  // namespace
}  // namespace release
