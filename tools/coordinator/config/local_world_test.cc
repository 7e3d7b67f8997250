// api_base, resolve and ca_bundle, as an environment's file and `--set` give them.
#include "tools/coordinator/config/local_world.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/environment.h"
#include "tools/coordinator/config/override.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

absl::StatusOr<Environment> Parse(std::string text, std::vector<Override> overrides = {}) {
  return ParseEnvironment(std::move(text), {.file = "",
                                            .display = "infra/environments.toml",
                                            .name = "p",
                                            .overrides = std::move(overrides)});
}

// "CODE:LINE CODE:LINE", the line only where there is one.
std::string Problems(const absl::StatusOr<Environment>& environment) {
  std::string all;
  if (environment.ok()) return all;
  for (const v1::Diagnosis& problem : ProblemsIn(environment.status()).list) {
    AppendTo(all, all.empty() ? "" : " ", problem.code());
    if (problem.place().line() != 0) AppendTo(all, ":", problem.place().line());
    EXPECT_FALSE(problem.why().empty());
    EXPECT_FALSE(problem.fix().empty());
  }
  return all;
}

TEST(LocalWorldTest, ARehearsalMayHaveItsWorldOnLoopback) {
  const auto environment = Parse(R"([p]
allow_local = true
api_base = "https://127.3.4.5:8443/client/v4"
ca_bundle = "/tmp/cloud/ca.pem"
[p.resolve]
"api.spectral.test:443" = "127.3.4.5:8443"
"*" = "[::1]:443"
)");
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->rules.api_base(), "https://127.3.4.5:8443/client/v4");
  EXPECT_EQ(environment->rules.ca_bundle(), "/tmp/cloud/ca.pem");
  EXPECT_EQ(environment->rules.resolve_size(), 2);
  EXPECT_EQ(environment->rules.resolve().at("api.spectral.test:443"), "127.3.4.5:8443");
  EXPECT_EQ(environment->rules.resolve().at("*"), "[::1]:443");
}

TEST(LocalWorldTest, EachIsRefusedWhereLocalThingsAre) {
  EXPECT_EQ(Problems(Parse("[p]\napi_base = \"https://127.3.4.5/client/v4\"\n"
                           "ca_bundle = \"/ca.pem\"\nresolve.\"*\" = \"127.3.4.5:443\"\n")),
            "CONFIG-LOCAL-ONLY:2 CONFIG-LOCAL-ONLY:3 CONFIG-LOCAL-ONLY:4");
  EXPECT_EQ(Problems(Parse("[p]\nallow_local = false\nca_bundle = \"/ca.pem\"\n")),
            "CONFIG-LOCAL-ONLY:3");
}

TEST(LocalWorldTest, ItIsRefusedInAnEnvironmentThatNobodyAskedForToo) {
  EXPECT_EQ(Problems(Parse("[p]\n[production]\nca_bundle = \"/ca.pem\"\n")), "CONFIG-LOCAL-ONLY:3");
}

TEST(LocalWorldTest, NothingOfItIsInherited) {
  const auto environment = Parse(R"([rehearsal]
allow_local = true
api_base = "https://127.3.4.5/client/v4"
ca_bundle = "/ca.pem"
resolve."*" = "127.3.4.5:443"
[p]
inherits = "rehearsal"
)");
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->rules.ByteSizeLong(), 0u) << environment->rules.DebugString();
}

TEST(LocalWorldTest, OnlyLoopbackAddressesAreTaken) {
  const auto with = [](const std::string& line) {
    return Problems(Parse("[p]\nallow_local = true\n" + line + "\n"));
  };
  for (const char* base :
       {"https://api.cloudflare.com/client/v4", "https://10.0.0.1/client/v4", "127.0.0.1",
        "ftp://127.0.0.1/", "https://127.0.0.1/client/v4/", "https://me@127.0.0.1/x",
        "https://127.0.0.1/x?y", "https://127.0.0.1:99999/x", "https://127.evil.example/x",
        "https://localhost/client/v4", "https://127.0.0.1.example.com/x", "https://127.1/x", ""}) {
    EXPECT_EQ(with(Concat("api_base = \"", base, "\"")), "CONFIG-API-BASE:3") << base;
  }
  for (const char* rule :
       {"\"api.example.com\" = \"127.0.0.1:443\"", "\"api.example.com:443\" = \"127.0.0.1\"",
        "\"api.example.com:443\" = \"192.0.2.1:443\"", "\"*\" = \"example.com:443\"",
        "\"API.example.com:443\" = \"127.0.0.1:443\"", "\"*:443\" = \"127.0.0.1:443\"",
        "\"api.example.com:443\" = \"127.256.0.1:443\"", "\"\" = \"127.0.0.1:443\""}) {
    EXPECT_EQ(with(Concat("[p.resolve]\n", rule)), "CONFIG-RESOLVE:4") << rule;
  }
  EXPECT_EQ(with("ca_bundle = \"ca.pem\""), "CONFIG-CA-BUNDLE:3");
}

TEST(LocalWorldTest, ValuesOfTheWrongTypeAreToldOnce) {
  EXPECT_EQ(Problems(Parse("[p]\nallow_local = true\napi_base = 1\nca_bundle = []\n"
                           "[p.resolve]\n\"*\" = 443\n")),
            "CONFIG-WRONG-TYPE:3 CONFIG-WRONG-TYPE:4 CONFIG-WRONG-TYPE:6");
  EXPECT_EQ(Problems(Parse("[p]\nallow_local = true\nresolve = \"*\"\n")), "CONFIG-WRONG-TYPE:3");
}

TEST(LocalWorldTest, ARunMaySetThem) {
  const auto environment =
      Parse("[p]\nallow_local = true\napi_base = \"https://127.0.0.1/client/v4\"\n",
            {*ParseOverride("api_base=http://127.3.4.5:8080/client/v4"),
             *ParseOverride("ca_bundle=/ca.pem"), *ParseOverride("resolve.*=127.3.4.5:8443"),
             *ParseOverride("resolve.app.spectral.test:443=127.3.4.5:443")});
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->rules.api_base(), "http://127.3.4.5:8080/client/v4");
  EXPECT_EQ(environment->rules.ca_bundle(), "/ca.pem");
  EXPECT_EQ(environment->rules.resolve().at("*"), "127.3.4.5:8443");
  EXPECT_EQ(environment->rules.resolve().at("app.spectral.test:443"), "127.3.4.5:443");
}

TEST(LocalWorldTest, ARunIsHeldToTheSameRules) {
  const std::string rehearsal = "[p]\nallow_local = true\n";
  EXPECT_EQ(Problems(Parse(rehearsal, {*ParseOverride("api_base=https://example.com/client/v4"),
                                       *ParseOverride("ca_bundle=ca.pem"),
                                       *ParseOverride("resolve.*=192.0.2.1:443")})),
            "CONFIG-API-BASE CONFIG-CA-BUNDLE CONFIG-RESOLVE");
  EXPECT_EQ(Problems(Parse("[p]\n", {*ParseOverride("ca_bundle=/ca.pem")})),
            "CONFIG-OVERRIDE-REFUSED");
}

}  // namespace
}  // namespace release
