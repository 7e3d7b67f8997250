#include "tools/coordinator/config/override.h"

#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"

namespace release {
namespace {

TEST(OverrideTest, AKeyAndAValueAreRead) {
  const auto host = ParseOverride("hosts.api=127.0.0.1:8080");
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(host->path, (std::vector<std::string>{"hosts", "api"}));
  EXPECT_EQ(host->value, "127.0.0.1:8080");
  const auto step = ParseOverride("steps.smoke.url=http://a/?x=y");
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_EQ(step->Key(), "steps.smoke.url");
  EXPECT_EQ(step->value, "http://a/?x=y");
}

TEST(OverrideTest, TheAddressOfALocalCloudIsRead) {
  const auto base = ParseOverride("api_base=http://127.3.4.5/client/v4");
  ASSERT_TRUE(base.ok()) << base.status();
  EXPECT_EQ(base->Key(), "api_base");
  const auto resolve = ParseOverride("resolve.api.example.com:443=127.3.4.5:8443");
  ASSERT_TRUE(resolve.ok()) << resolve.status();
  EXPECT_EQ(resolve->path, (std::vector<std::string>{"resolve", "api.example.com:443"}));
  EXPECT_EQ(resolve->value, "127.3.4.5:8443");
  EXPECT_EQ(ParseOverride("resolve.*=127.3.4.5:443")->path[1], "*");
}

std::string CodeOf(const char* text) { return DiagnosisOf(ParseOverride(text).status()).code(); }

TEST(OverrideTest, SecretsRulesAndWholeTablesCannotBeSet) {
  EXPECT_EQ(CodeOf("secrets.DATABASE_URL=x"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("allow_local=true"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("hosts=x"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("resolve=x"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("resolve.=x"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("api_base.x=y"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("hosts.api.x=y"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("steps.smoke=x"), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(CodeOf("steps..url=x"), "CONFIG-OVERRIDE-KEY");
}

TEST(OverrideTest, ATextWithoutAKeyIsRefusedWithoutQuotingIt) {
  for (const char* text : {"", "=x", "postgres:hunter2"}) {
    const auto refused = ParseOverride(text);
    EXPECT_EQ(DiagnosisOf(refused.status()).code(), "CONFIG-OVERRIDE-FORM");
    EXPECT_EQ(DiagnosisOf(refused.status()).ShortDebugString().find("hunter2"), std::string::npos);
  }
}

TEST(OverrideTest, ASecretsValueIsNotQuoted) {
  const auto refused = ParseOverride("secrets.DATABASE_URL=hunter2");
  EXPECT_EQ(DiagnosisOf(refused.status()).ShortDebugString().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace release
