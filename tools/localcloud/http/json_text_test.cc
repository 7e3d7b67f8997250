#include "tools/localcloud/http/json_text.h"

#include <gtest/gtest.h>

#include <string>

namespace release::cloud {
namespace {

std::string Nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonTextTest, AValueIsReadAndWhatIsNoneIsNull) {
  EXPECT_EQ(JsonOrNull(R"({"a": [1, "b"]})")["a"][1], "b");
  for (const char* text : {"", "{", "[1,]", "nul", "{\"a\" 1}", "\"\xff\"", "]["}) {
    EXPECT_TRUE(JsonOrNull(text).is_null()) << text;
  }
}

TEST(JsonTextTest, WhatNestsTooDeepIsNull) {
  EXPECT_TRUE(JsonOrNull(Nested(kDeepestJson)).is_array());
  EXPECT_TRUE(JsonOrNull(Nested(kDeepestJson + 1)).is_null());
  EXPECT_TRUE(JsonOrNull(std::string(10 << 20, '[')).is_null());
  EXPECT_TRUE(JsonOrNull(Nested(5'000'000)).is_null());
}

TEST(JsonTextTest, BracketsInTextsDoNotCount) {
  EXPECT_EQ(JsonOrNull("\"" + Nested(200) + "\"").get<std::string>(), Nested(200));
  EXPECT_TRUE(JsonOrNull("[\"\\\"" + std::string(200, '[') + "\"]").is_array());
  EXPECT_TRUE(JsonOrNull("[\"\\\\\"," + std::string(200, '[') + "]").is_null());
}

}  // namespace
}  // namespace release::cloud
