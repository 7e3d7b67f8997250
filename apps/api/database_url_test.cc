#include "apps/api/database_url.h"

#include "gtest/gtest.h"

namespace spectral {
namespace {

TEST(DatabaseUrlTest, ThePasswordIsDecoded) {
  EXPECT_EQ(DatabaseUrlPassword("postgresql://u:a%40b%3Ac@h/d"), "a@b:c");
  EXPECT_EQ(DatabaseUrlPassword("host=h password='x y'"), "x y");
  EXPECT_EQ(DatabaseUrlPassword("postgresql://u@h/d"), "");
}

TEST(DatabaseUrlTest, ErrorTextsBecomeOneLineWithoutThePassword) {
  EXPECT_EQ(CleanDatabaseText("could not open \"pw\"\n\tpw is wrong\n", "pw"),
            "could not open \"[password]\"; \t[password] is wrong");
  EXPECT_EQ(CleanDatabaseText("nothing secret", ""), "nothing secret");
  EXPECT_EQ(CleanDatabaseText("password", "password"), "[password]");
}

}  // namespace
}  // namespace spectral
