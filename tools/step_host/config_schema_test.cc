#include "tools/step_host/config_schema.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/sdk/config_schema.h"
#include "tools/step_host/testing_config.pb.h"

namespace release {
namespace {

using step_host::testing::TestingConfig;

ConfigSchema Schema() {
  v1::Hello hello;
  hello.set_config_message(TestingConfig::descriptor()->full_name());
  hello.set_config_schema(ConfigSchemaOf(*TestingConfig::descriptor()));
  return ConfigSchema::Of(hello).value();
}

// Each problem in a line.
std::string ProblemsOf(std::string_view json) {
  std::string text;
  for (const ConfigProblem& problem : Schema().Encode(json).problems) {
    absl::StrAppend(&text, problem.field, " ", problem.problem, "; ", problem.hint, "\n");
  }
  return text;
}

TEST(ConfigSchemaTest, AConfigThatFitsBecomesTheBytesOfItsMessage) {
  const EncodedConfig encoded = Schema().Encode(R"({
    "url": "https://x", "timeout": "1.5s", "retry": {"attempts": 3},
    "headers": [{"name": "a"}], "labels": {"any key": "v"}, "maxBytes": 5})");
  ASSERT_TRUE(encoded.problems.empty()) << encoded.problems[0].problem;
  TestingConfig config;
  ASSERT_TRUE(config.ParseFromString(encoded.bytes));
  EXPECT_EQ(config.url(), "https://x");
  EXPECT_EQ(config.timeout().nanos(), 500'000'000);
  EXPECT_EQ(config.retry().attempts(), 3u);
  EXPECT_EQ(config.headers(0).name(), "a");
  EXPECT_EQ(config.labels().at("any key"), "v");
  EXPECT_EQ(config.max_bytes(), 5u);
}

TEST(ConfigSchemaTest, TheOrderOfKeysDoesNotChangeTheBytes) {
  EXPECT_EQ(Schema().Encode(R"({"url": "x", "labels": {"a": "1", "b": "2", "c": "3"}})").bytes,
            Schema().Encode(R"({"labels": {"c": "3", "b": "2", "a": "1"}, "url": "x"})").bytes);
}

TEST(ConfigSchemaTest, EveryUnknownFieldIsNamedWithItsPathAndTheNearestName) {
  EXPECT_EQ(
      ProblemsOf(R"({"url": "x", "timout": "1s", "retry": {"attempt": 1},
                     "headers": [{"name": "a"}, {"name": "b", "valeu": "c"}], "colour": 1})"),
      "timout is no field of release.step_host.testing.TestingConfig; did you mean timeout?\n"
      "retry.attempt is no field of release.step_host.testing.Retry; did you mean attempts?\n"
      "headers[1].valeu is no field of release.step_host.testing.Header; did you mean value?\n"
      "colour is no field of release.step_host.testing.TestingConfig; "
      "fields: url, timeout, retry, headers, labels, max_bytes\n");
}

TEST(ConfigSchemaTest, WhatIsRequiredMustBeThere) {
  EXPECT_EQ(ProblemsOf(R"({"headers": [{"value": "c"}]})"),
            "url is required by release.step_host.testing.TestingConfig; give url a value\n"
            "headers[0].name is required by release.step_host.testing.Header; give name a value\n");
  EXPECT_EQ(ProblemsOf(R"({"url": ""})"),
            "url is required by release.step_host.testing.TestingConfig; give url a value\n");
}

TEST(ConfigSchemaTest, AWrongTypeIsAProblem) {
  EXPECT_NE(ProblemsOf(R"({"url": "x", "max_bytes": "many"})").find("many"), std::string::npos);
  EXPECT_NE(ProblemsOf(R"({"url": "x", "retry": 3})"), "");
  EXPECT_NE(ProblemsOf(R"({"url": "x", "timeout": "soon"})"), "");
}

TEST(ConfigSchemaTest, WhatIsNoJsonObjectIsAProblem) {
  for (const char* json : {"", "[]", "{", "{\"url\": }", "url"}) {
    EXPECT_EQ(ProblemsOf(json), " is no JSON object; write {\"field\": value, ...}\n") << json;
  }
}

TEST(ConfigSchemaTest, APluginWithoutConfigTakesOnlyAnEmptyOne) {
  const ConfigSchema schema = ConfigSchema::Of(v1::Hello()).value();
  EXPECT_TRUE(schema.Encode("{}").problems.empty());
  EXPECT_EQ(schema.Encode(R"({"url": "x"})").problems.size(), 1u);
}

TEST(ConfigSchemaTest, ASchemaThatIsNoneIsRefused) {
  v1::Hello hello;
  hello.set_plugin("odd");
  hello.set_config_message("odd.Config");
  hello.set_config_schema("\xFF\xFF");
  EXPECT_EQ(DiagnosisOf(ConfigSchema::Of(hello).status()).code(), "CONFIG-SCHEMA-INVALID");
  hello.set_config_schema(ConfigSchemaOf(*TestingConfig::descriptor()));
  EXPECT_EQ(DiagnosisOf(ConfigSchema::Of(hello).status()).why(), "it does not define odd.Config");
}

}  // namespace
}  // namespace release
