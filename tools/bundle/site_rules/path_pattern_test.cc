#include "tools/bundle/site_rules/path_pattern.h"

#include <gtest/gtest.h>

namespace release::bundle {
namespace {

using Values = std::map<std::string, std::string>;

TEST(PathPatternTest, ATextMatchesItself) {
  EXPECT_EQ(PathPattern("/a/b").Match("/a/b"), Values());
  EXPECT_EQ(PathPattern("/a/b").Match("/a/b/"), std::nullopt);
  EXPECT_EQ(PathPattern("/a/b").Match("/a"), std::nullopt);
}

TEST(PathPatternTest, AStarTakesAnyTextAlsoNone) {
  EXPECT_EQ(PathPattern("/a/*").Match("/a/b/c"), (Values{{"splat", "b/c"}}));
  EXPECT_EQ(PathPattern("/a/*").Match("/a/"), (Values{{"splat", ""}}));
  EXPECT_EQ(PathPattern("/a/*.html").Match("/a/b.html.html"), (Values{{"splat", "b.html"}}));
}

TEST(PathPatternTest, ANameTakesOnePartAndNeverNothing) {
  EXPECT_EQ(PathPattern("/:a/x").Match("/b/x"), (Values{{"a", "b"}}));
  EXPECT_EQ(PathPattern("/:a/x").Match("//x"), std::nullopt);
  EXPECT_EQ(PathPattern("/:a").Match("/b/c"), std::nullopt);
  EXPECT_EQ(PathPattern("/:a-:b").Match("/x-y-z"), (Values{{"a", "x"}, {"b", "y-z"}}));
  EXPECT_EQ(PathPattern("/:a/*").Match("/b/c/d"), (Values{{"a", "b"}, {"splat", "c/d"}}));
}

TEST(PathPatternTest, AColonBeforeADigitIsText) {
  EXPECT_EQ(PathPattern("/a:1").Match("/a:1"), Values());
}

TEST(PathPatternTest, ItsExampleMatches) {
  const PathPattern pattern("/a/:b/c-:d/*");
  EXPECT_NE(pattern.Match(pattern.Example("x/y")), std::nullopt);
}

TEST(PathPatternTest, SubstitutionLeavesUnknownNames) {
  EXPECT_EQ(Substitute("/x/:a/:ab?:a", {{"a", "1"}}), "/x/1/:ab?1");
}

}  // namespace
}  // namespace release::bundle
