// What --state may say.
#include "tools/cli/state_place.h"

#include <string>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

TEST(StatePlaceTest, DirectoryIsNamedWithAndWithoutItsKind) {
  for (const char* text : {"/var/state", "sqlite:/var/state"}) {
    const auto place = ParseStatePlace(text);
    ASSERT_TRUE(place.ok()) << place.status();
    EXPECT_EQ(place->directory, "/var/state");
    EXPECT_FALSE(place->in_database());
  }
  EXPECT_EQ(ParseStatePlace("")->directory, "");
}

TEST(StatePlaceTest, DatabaseIsNamedByItsSecret) {
  const auto place = ParseStatePlace("postgres:DATABASE_URL");
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_TRUE(place->in_database());
  EXPECT_EQ(place->secret, "DATABASE_URL");
}

TEST(StatePlaceTest, UrlIsRefusedAndNotRepeated) {
  for (const char* text : {"postgres://ada:hush@h/app", "postgres:postgres://ada:hush@h/app"}) {
    const absl::Status status = ParseStatePlace(text).status();
    EXPECT_EQ(DiagnosisOf(status).code(), "STATE-FLAG");
    EXPECT_EQ(DiagnosisOf(status).ShortDebugString().find("hush"), std::string::npos);
  }
}

TEST(StatePlaceTest, EmptyAndImpossibleNamesAreRefused) {
  for (const char* text : {"postgres:", "postgres:database_url", "sqlite:"}) {
    EXPECT_EQ(DiagnosisOf(ParseStatePlace(text).status()).code(), "STATE-FLAG") << text;
  }
}

}  // namespace
}  // namespace release
