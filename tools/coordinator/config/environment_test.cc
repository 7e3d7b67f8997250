#include "tools/coordinator/config/environment.h"

#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"

namespace release {
namespace {

constexpr char kFile[] = R"([base]
description = "shared"
allow_local = true
[base.hosts]
api = "api.example.com"
zone = "example.com"
[base.variables]
LOG_LEVEL = "info"
[base.secrets]
DATABASE_URL = "op://Spectral/database/url"
[base.steps.smoke]
url = "https://${hosts.api}/health"
retry = { max = 3, delay = "1s" }

[production]
inherits = "base"
description = "real users"

[rehearsal]
inherits = "production"
allow_local = true
[rehearsal.hosts]
api = "127.0.0.1:8080"
[rehearsal.secrets]
DATABASE_URL = "env:DATABASE_URL"
[rehearsal.steps.smoke]
level = "${variables.LOG_LEVEL}, $${plain}, $5"
retry.max = 5
)";

absl::StatusOr<Environment> Parse(std::string name, std::vector<Override> overrides = {}) {
  return ParseEnvironment(kFile, {.file = "",
                                  .display = "infra/environments.toml",
                                  .name = std::move(name),
                                  .overrides = std::move(overrides)});
}

TEST(EnvironmentTest, AChildHasWhatItsParentsHaveAndWhatItSaysItself) {
  const auto environment = Parse("rehearsal");
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->inherits, (std::vector<std::string>{"production", "base"}));
  EXPECT_EQ(environment->hosts.at("api"), "127.0.0.1:8080");
  EXPECT_EQ(environment->hosts.at("zone"), "example.com");
  EXPECT_EQ(environment->variables.at("LOG_LEVEL"), "info");
  EXPECT_EQ(environment->secrets.at("DATABASE_URL").store,
            SecretReference::Store::kProcessEnvironment);
  EXPECT_EQ(environment->secrets.at("DATABASE_URL").locator, "DATABASE_URL");
}

TEST(EnvironmentTest, StepTablesAreMergedDeeply) {
  const auto environment = Parse("rehearsal");
  ASSERT_TRUE(environment.ok()) << environment.status();
  const ConfigNode* retry = environment->steps.at("smoke").Find("retry");
  ASSERT_NE(retry, nullptr);
  EXPECT_EQ(std::get<std::int64_t>(retry->Find("max")->value), 5);
  EXPECT_EQ(*retry->Find("delay")->text(), "1s");
}

TEST(EnvironmentTest, ReferencesAreReplacedWithTheChildsValues) {
  const auto environment = Parse("rehearsal");
  ASSERT_TRUE(environment.ok()) << environment.status();
  const ConfigNode& smoke = environment->steps.at("smoke");
  EXPECT_EQ(*smoke.Find("url")->text(), "https://127.0.0.1:8080/health");
  EXPECT_EQ(*smoke.Find("level")->text(), "info, ${plain}, $5");
  EXPECT_EQ(*Parse("production")->steps.at("smoke").Find("url")->text(),
            "https://api.example.com/health");
}

TEST(EnvironmentTest, WhetherLocalThingsAreAllowedIsNeverInherited) {
  EXPECT_TRUE(Parse("base")->rules.allow_local());
  EXPECT_FALSE(Parse("production")->rules.allow_local());
  EXPECT_TRUE(Parse("rehearsal")->rules.allow_local());
}

TEST(EnvironmentTest, AOnePasswordReferenceIsKeptAsItIs) {
  const auto environment = Parse("production");
  ASSERT_TRUE(environment.ok()) << environment.status();
  const SecretReference& secret = environment->secrets.at("DATABASE_URL");
  EXPECT_EQ(secret.store, SecretReference::Store::kOnePassword);
  EXPECT_EQ(secret.locator, "op://Spectral/database/url");
}

TEST(EnvironmentTest, OverridesReplaceBeforeReferencesAreRead) {
  const auto environment =
      Parse("rehearsal",
            {*ParseOverride("hosts.api=127.0.0.1:9999"),
             *ParseOverride("variables.LOG_LEVEL=debug"), *ParseOverride("steps.smoke.retry.max=9"),
             *ParseOverride("steps.new.url=http://${hosts.api}/")});
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(*environment->steps.at("smoke").Find("url")->text(), "https://127.0.0.1:9999/health");
  EXPECT_EQ(environment->variables.at("LOG_LEVEL"), "debug");
  EXPECT_EQ(*environment->steps.at("smoke").Find("retry")->Find("max")->text(), "9");
  EXPECT_EQ(*environment->steps.at("new").Find("url")->text(), "http://127.0.0.1:9999/");
}

TEST(EnvironmentTest, WindowsLineEndsChangeNothing) {
  std::string text;
  for (const char c : std::string(kFile))
    text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto environment =
      ParseEnvironment(text, {.file = "", .display = "f", .name = "rehearsal", .overrides = {}});
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->hosts.at("zone"), "example.com");
}

TEST(EnvironmentTest, TextOfAllLanguagesIsKept) {
  const auto environment = ParseEnvironment(
      "[p]\ndescription = \"pr\xc3\xbc"
      "fen \xe2\x9c\x93\"\n",
      {.file = "", .display = "f", .name = "p", .overrides = {}});
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->description,
            "pr\xc3\xbc"
            "fen \xe2\x9c\x93");
}

TEST(EnvironmentTest, AFileIsLoadedFromDisk) {
  const auto directory = TempDirectory::Create();
  ASSERT_TRUE(directory.ok()) << directory.status();
  const std::string path = directory->path() + "/environments.toml";
  ASSERT_TRUE(WriteFileAtomically(path, kFile).ok());
  const auto environment = LoadEnvironment(
      {.file = path, .display = "infra/environments.toml", .name = "production", .overrides = {}});
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->description, "real users");
}

TEST(EnvironmentTest, AFileThatIsNotThereOrTooLargeIsRefused) {
  const auto directory = TempDirectory::Create();
  ASSERT_TRUE(directory.ok()) << directory.status();
  const std::string path = directory->path() + "/environments.toml";
  const EnvironmentRequest request = {
      .file = path, .display = "f", .name = "production", .overrides = {}};
  EXPECT_EQ(DiagnosisOf(LoadEnvironment(request).status()).code(), "FILE-NOT-FOUND");
  ASSERT_TRUE(WriteFileAtomically(path, std::string((1 << 20) + 1, '#')).ok());
  EXPECT_EQ(DiagnosisOf(LoadEnvironment(request).status()).code(), "FILE-TOO-LARGE");
}

}  // namespace
}  // namespace release
