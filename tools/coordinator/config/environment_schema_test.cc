#include "tools/coordinator/config/environment_schema.h"

#include <gtest/gtest.h>

namespace release {
namespace {

TEST(EnvironmentSchemaTest, NamesThatGitHubTakesAreAccepted) {
  EXPECT_EQ(GitHubNameFault("DATABASE_URL"), std::nullopt);
  EXPECT_EQ(GitHubNameFault("_X9"), std::nullopt);
}

TEST(EnvironmentSchemaTest, NamesThatGitHubRefusesHaveAReason) {
  EXPECT_EQ(GitHubNameFault("GITHUB_TOKEN"), "names that begin with GITHUB_ belong to GitHub");
  EXPECT_EQ(GitHubNameFault("1ST"), "it begins with a digit");
  EXPECT_EQ(GitHubNameFault("A B"), "only A-Z, 0-9 and _ are allowed");
  EXPECT_EQ(GitHubNameFault("A-B"), "only A-Z, 0-9 and _ are allowed");
  EXPECT_TRUE(GitHubNameFault("log_level").has_value());
  EXPECT_TRUE(GitHubNameFault("").has_value());
}

TEST(EnvironmentSchemaTest, HostsWithAndWithoutPortAreAccepted) {
  for (const char* host : {"api.runspectral.com", "127.0.0.1:8080", "localhost", "[::1]:80",
                           "[fe80::1]", "a_b.example.com:443"}) {
    EXPECT_EQ(HostFault(host), std::nullopt) << host;
  }
}

TEST(EnvironmentSchemaTest, WhatIsNoHostHasAReason) {
  EXPECT_EQ(HostFault("https://api.example.com"), "it has a scheme");
  EXPECT_EQ(HostFault("api.example.com/health"), "it has a path");
  EXPECT_EQ(HostFault("me@example.com"), "it has a user");
  for (const char* host : {"", "a b", "a..b", "-a.example", "a:0", "a:65536", "a:x", "a:", "[::1",
                           "[xyz]", "a:99999999999"}) {
    EXPECT_TRUE(HostFault(host).has_value()) << host;
  }
}

TEST(EnvironmentSchemaTest, TheReferenceNamesEverySetting) {
  const std::string reference = EnvironmentReference();
  for (const std::string& name : SettingNames()) {
    EXPECT_NE(reference.find("| `" + name + "` |"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace release
