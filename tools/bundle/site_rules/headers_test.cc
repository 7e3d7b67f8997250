#include "tools/bundle/site_rules/headers.h"

#include <gtest/gtest.h>

#include "tools/bundle/site_rules/testing.h"

namespace release::bundle {
namespace {

using Case = MistakeCase;

class HeadersTest : public testing::TestWithParam<Case> {};

TEST_P(HeadersTest, TellsWhatPagesIgnoresAndWhere) {
  const auto mistakes = CheckHeaders(GetParam().text, "public/_headers");
  EXPECT_EQ(Places(mistakes), GetParam().places);
  EXPECT_TRUE(AreToldWell(mistakes, "public/_headers"));
}

std::string Rules(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "/p" + std::to_string(i) + "\n  x-a: b\n";
  return text;
}

const Case kCases[] = {
    {"Empty", "", {}},
    {"CommentsAndBlankLines", "# a\n\n  # b\n", {}},
    {"GoodRules",
     "/*\n  X-Frame-Options: DENY\n  ! Server\n/a/:name/*\n\tcache-control: max-age=1\r\n"
     "https://x.example/*\n  x-robots-tag: noindex\n",
     {}},
    {"ValueWithColons", "/*\n  content-security-policy: default-src https://a.example:1\n", {}},
    {"ByteOrderMark", "\xEF\xBB\xBF/*\n  a: b\n", {}},
    {"HundredRules", Rules(100), {}},
    {"HundredAndOneRules", Rules(101), {"HEADERS-TOO-MANY-RULES 201:1"}},
    {"EmptyRule", "/a\n/b\n  x: y\n", {"HEADERS-RULE-EMPTY 1:1"}},
    {"EmptyLastRule", "/b\n  x: y\n  /a", {"HEADERS-RULE-EMPTY 3:3"}},
    {"HeaderBeforePath", "  x: y\n", {"HEADERS-NO-PATH 1:3"}},
    {"PathWithoutSlash", "assets/*\n  x: y\n", {"HEADERS-NO-PATH 1:1", "HEADERS-NO-PATH 2:3"}},
    {"OtherScheme", "http://x.example/*\n  x: y\n/ok\n  a: b\n", {"HEADERS-PATH 1:1"}},
    {"HeaderThatLooksLikeAPath",
     "/*\nlink:<https://x.example>\n",
     {"HEADERS-RULE-EMPTY 1:1", "HEADERS-PATH 2:1"}},
    {"Port", "https://x.example:8443/*\n  x: y\n", {"HEADERS-PORT 1:1"}},
    {"Query", "/a?b=c\n  x: y\n", {"HEADERS-PATH 1:1"}},
    {"DotParts", "/a/../b\n  x: y\n", {"HEADERS-PATH 1:1"}},
    {"TwoSlashes", "//a\n  x: y\n", {"HEADERS-PATH 1:1"}},
    {"TwoSplats", "/*/a/*\n  x: y\n", {"HEADERS-WILDCARD 1:1"}},
    {"SplatTwice", "/:splat/*\n  x: y\n", {"HEADERS-WILDCARD 1:1"}},
    {"OneNameTwice", "/:a/:a\n  x: y\n", {"HEADERS-WILDCARD 1:1"}},
    {"NoColon", "/*\n  x-frame-options DENY\n", {"HEADERS-NOT-A-PAIR 2:3"}},
    {"UnsetWithoutSpace", "/*\n  !server\n", {"HEADERS-NOT-A-PAIR 2:3"}},
    {"UnsetOfTwo", "/*\n  ! server x\n", {"HEADERS-NAME 2:3"}},
    {"SpaceInName", "/*\n  x frame: DENY\n", {"HEADERS-NAME 2:3"}},
    {"NoName", "/*\n  : DENY\n", {"HEADERS-NAME 2:3"}},
    {"NoValue", "/*\n  x:  \n", {"HEADERS-NO-VALUE 2:3"}},
    {"LongLine", "/*\n  x: " + std::string(2000, 'v') + "\n", {"HEADERS-LINE-TOO-LONG 2:3"}},
    {"LongestLine", "/*\nx: " + std::string(1997, 'v') + "\n", {}},
    {"NotUtf8", "/*\n  x: \xff\n", {"HEADERS-NOT-UTF8 0:0"}},
};

INSTANTIATE_TEST_SUITE_P(Table, HeadersTest, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(HeadersTest, ManyMistakesAreCountedNotAllTold) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "x: y\n";
  const auto mistakes = CheckHeaders(text, "_headers");
  ASSERT_EQ(mistakes.size(), 50U);
  EXPECT_EQ(mistakes.back().evidence(0), "and 10 more mistakes");
}

}  // namespace
}  // namespace release::bundle
