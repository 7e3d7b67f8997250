#include "tools/step_host/arguments.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

absl::StatusOr<Arguments> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "step_host");
  return ParseArguments(static_cast<int>(arguments.size()), arguments.data());
}

std::string WhyOf(std::vector<const char*> arguments) {
  return DiagnosisOf(Parse(std::move(arguments)).status()).why();
}

const std::string kDigest = "--expect-sha256=" + std::string(64, 'a');

TEST(ArgumentsTest, TheCoordinatorsLineIsRead) {
  const auto arguments = Parse({"--fd=3", kDigest.c_str(), "--plugin=/a.so", "--label=//a:b"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_EQ(arguments->mode, Arguments::Mode::kAttach);
  EXPECT_EQ(arguments->fd, 3);
  EXPECT_EQ(arguments->expected->hex(), std::string(64, 'a'));
  EXPECT_EQ(arguments->plugin, "/a.so");
  EXPECT_EQ(arguments->label, "//a:b");
}

TEST(ArgumentsTest, DescribeNeedsOnlyThePlugin) {
  const auto arguments = Parse({"describe", "--plugin=/a.so"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_EQ(arguments->mode, Arguments::Mode::kDescribe);
}

TEST(ArgumentsTest, WhatIsMissingOrWrongIsNamed) {
  EXPECT_EQ(WhyOf({}), "--plugin=FILE is missing");
  EXPECT_EQ(WhyOf({"--plugin=/a.so"}), "--fd=N is missing");
  EXPECT_EQ(WhyOf({"--plugin=/a.so", "--fd=3"}), "--expect-sha256=HEX is missing");
  EXPECT_EQ(WhyOf({"--fd=2"}), "--fd is 2, want a number from 3");
  EXPECT_EQ(WhyOf({"--fd=3x"}), "--fd is 3x, want a number from 3");
  EXPECT_EQ(WhyOf({"--expect-sha256=AB"}), "--expect-sha256 wants 64 lower-case hex digits");
  EXPECT_EQ(WhyOf({"--plug=/a.so"}), "there is no argument --plug=/a.so");
}

}  // namespace
}  // namespace release
