#include "apps/api/config.h"

#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace spectral {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr char kUrl[] = "postgresql://app:s3cr3t-pw@db.example:5432/app";

Environment Of(Variables variables) {
  return [variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::vector<std::string> Problems(const Variables& variables) {
  std::vector<std::string> problems;
  ReadConfig(Of(variables), &problems);
  return problems;
}

TEST(ConfigTest, TheRequiredVariablesSuffice) {
  std::vector<std::string> problems;
  const Config config =
      ReadConfig(Of({{"DATABASE_URL", kUrl}, {"SPECTRAL_GENERATION", "7"}}), &problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(config.generation, 7);
  EXPECT_EQ(config.listen.host, "127.0.0.1");
  EXPECT_EQ(config.listen.port, 8080);
  EXPECT_EQ(config.revision, "unknown");
  EXPECT_EQ(config.image_digest, "");
  EXPECT_EQ(config.outbox_claim.count(), 60);
}

TEST(ConfigTest, AnEmptyVariableIsLikeAMissingOne) {
  EXPECT_TRUE(Problems({{"DATABASE_URL", kUrl},
                        {"SPECTRAL_GENERATION", "7"},
                        {"PORT", ""},
                        {"HOST", ""},
                        {"SPECTRAL_IMAGE_DIGEST", ""},
                        {"SPECTRAL_SERVICE_KEY", ""}})
                  .empty());
  EXPECT_EQ(Problems({{"DATABASE_URL", kUrl}, {"SPECTRAL_GENERATION", ""}}),
            std::vector<std::string>{"SPECTRAL_GENERATION is missing: the release's generation, a "
                                     "whole number from 1"});
}

TEST(ConfigTest, AllProblemsAreToldAtOnce) {
  EXPECT_EQ(Problems({{"HOST", "example.com"}, {"PORT", "http"}}).size(), 4u);
}

TEST(ConfigTest, EveryBadValueIsExplained) {
  const struct {
    const char* name;
    const char* value;
    const char* problem;
  } kCases[] = {
      {"SPECTRAL_GENERATION", "0",
       "SPECTRAL_GENERATION is not a whole number from 1 to 9007199254740991: \"0\""},
      {"SPECTRAL_GENERATION", "-3",
       "SPECTRAL_GENERATION is not a whole number from 1 to 9007199254740991: \"-3\""},
      {"SPECTRAL_GENERATION", "12x",
       "SPECTRAL_GENERATION is not a whole number from 1 to 9007199254740991: \"12x\""},
      {"SPECTRAL_GENERATION", "99999999999999999999",
       "SPECTRAL_GENERATION is not a whole number from 1 to 9007199254740991: "
       "\"99999999999999999999\""},
      {"PORT", "65536", "PORT is not a whole number from 0 to 65535: \"65536\""},
      {"HOST", "example.com",
       "HOST is not an IP address (0.0.0.0 listens everywhere): \"example.com\""},
      {"SPECTRAL_REVISION", "main; rm",
       "SPECTRAL_REVISION is not a revision: at most 100 letters, digits and . _ - + /"},
      {"SPECTRAL_IMAGE_DIGEST", "latest",
       "SPECTRAL_IMAGE_DIGEST is not sha256: followed by 64 lower-case hex digits"},
      {"SPECTRAL_SERVICE_KEY", "short",
       "SPECTRAL_SERVICE_KEY is too short: at least 16 characters"},
      {"SPECTRAL_OUTBOX_CLAIM_SECONDS", "0",
       "SPECTRAL_OUTBOX_CLAIM_SECONDS is not a whole number from 1 to 3600: \"0\""},
      {"DATABASE_URL", "op://production/database/url",
       "DATABASE_URL is an op:// reference that nobody resolved: publish the environment again"},
      {"DATABASE_URL", "postgresql://u:[YOUR-PASSWORD]@h/d",
       "DATABASE_URL still contains the placeholder [YOUR-PASSWORD]"},
      {"DATABASE_URL", "postgresql://u:p%zz@h/d",
       "DATABASE_URL is not a connection URL: expected "
       "postgresql://USER:PASSWORD@HOST:5432/DATABASE, with every special character of the "
       "password percent-encoded"},
  };
  for (const auto& c : kCases) {
    Variables variables = {{"DATABASE_URL", kUrl}, {"SPECTRAL_GENERATION", "7"}};
    variables[c.name] = c.value;
    EXPECT_EQ(Problems(variables), std::vector<std::string>{c.problem}) << c.name;
  }
}

TEST(ConfigTest, NoProblemRepeatsASecret) {
  const auto problems = Problems({{"DATABASE_URL", "postgresql://u:hunter2%@h:x/d"},
                                  {"SPECTRAL_SERVICE_KEY", "hunter2"},
                                  {"SPECTRAL_GENERATION", "1"}});
  EXPECT_EQ(problems.size(), 2u);
  for (const std::string& problem : problems) {
    EXPECT_EQ(problem.find("hunter2"), std::string::npos) << problem;
  }
}

TEST(ConfigTest, LocalhostIsTheLoopback) {
  std::vector<std::string> problems;
  EXPECT_EQ(ReadListenAddress(Of({{"HOST", "localhost"}}), &problems).host, "127.0.0.1");
  EXPECT_EQ(ReadListenAddress(Of({{"HOST", "::1"}, {"PORT", "0"}}), &problems).host, "::1");
  EXPECT_TRUE(problems.empty());
}

}  // namespace
}  // namespace spectral
