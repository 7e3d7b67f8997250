// The real Supabase CLI through the local cloud's poolers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/conformance/supabase_cli.h"
#include "tools/base/text.h"
#include "tools/localcloud/pooler/testing/pooler_place.h"

namespace release {
namespace {

using cloud::PoolerClient;
using cloud::PoolerPlace;
using cloud::PoolMode;
using testing::HasSubstr;

const MigrationFiles kFiles = {
    {"20260101000000_first.sql", "set lock_timeout = '3s'; create table first (id int);"},
    {"20260102000000_second.sql", "create table second (id int);"}};

// The first word of `$SUPABASE_CLI`: the program, and the link to it.
std::string Binary() {
  const char* paths = std::getenv("SUPABASE_CLI");
  const std::string all = paths == nullptr ? "" : paths;
  return all.substr(0, all.find(' '));
}

class PoolerConformanceTest : public testing::TestWithParam<PoolMode> {
 protected:
  void SetUp() override {
    ASSERT_NE(place_.server(), nullptr);
    ASSERT_EQ(place_.Start(GetParam()), absl::OkStatus());
  }
  SupabaseCli Cli(const std::string& user, const std::string& password) {
    return {Binary(), Concat(user, "@", place_.endpoint().ToString()), password};
  }
  static std::string Owner() { return Concat("postgres.", PoolerPlace::kProject); }

  PoolerPlace place_;
};

TEST_P(PoolerConformanceTest, TheCliPushesAndListsMigrations) {
  const SupabaseCli cli = Cli(Owner(), place_.server()->password());
  EXPECT_EQ(cli.Push(kFiles, "spectral"), "");
  EXPECT_EQ(place_.server()->Value("spectral", "select count(*) from second"), "0");
  EXPECT_EQ(cli.UpToDate(kFiles, "spectral"), "");
  const SupabaseCli::Answer list = cli.Run(kFiles, "spectral", {"migration", "list"});
  EXPECT_TRUE(list.succeeded) << list.err;
  EXPECT_THAT(list.out + list.err, HasSubstr("20260102000000"));
}

TEST_P(PoolerConformanceTest, AWrongAddressFailsBeforeAnythingIsDone) {
  const SupabaseCli::Answer password =
      Cli(Owner(), "wrong").Run(kFiles, "spectral", {"db", "push", "--yes"});
  EXPECT_FALSE(password.succeeded);
  EXPECT_THAT(password.out + password.err, HasSubstr("SASL authentication failed"));
  const SupabaseCli::Answer project = Cli("postgres.another", place_.server()->password())
                                          .Run(kFiles, "spectral", {"db", "push", "--yes"});
  EXPECT_FALSE(project.succeeded);
  EXPECT_THAT(project.out + project.err, HasSubstr("no such user"));
  EXPECT_EQ(place_.server()->Value("spectral", "select to_regclass('first')"), "");
}

INSTANTIATE_TEST_SUITE_P(Modes, PoolerConformanceTest,
                         testing::Values(PoolMode::kSession, PoolMode::kTransaction),
                         [](const auto& mode) {
                           return mode.param == PoolMode::kSession ? "Session" : "Transaction";
                         });

}  // namespace
}  // namespace release
