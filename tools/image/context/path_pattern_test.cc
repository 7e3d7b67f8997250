#include "tools/image/context/path_pattern.h"

#include "gtest/gtest.h"

namespace release::image {
namespace {

using Stars = PathPattern::Stars;

struct Case {
  const char* pattern;
  const char* path;
  bool matches;
};

void Expect(Stars stars, std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    const std::optional<PathPattern> pattern = PathPattern::Parse(c.pattern, stars);
    ASSERT_TRUE(pattern.has_value()) << c.pattern;
    EXPECT_EQ(pattern->Matches(c.path), c.matches) << c.pattern << " on " << c.path;
  }
}

TEST(PathPatternTest, PlainStarsAreGosMatch) {
  Expect(Stars::kPlain, {{"main.go", "main.go", true},
                         {"*", "", true},
                         {"*", "x.txt", true},
                         {"*", "d/x.txt", false},
                         {"*.txt", ".txt", true},
                         {"d/*", "d/x", true},
                         {"d/*", "d", false},
                         {"*/x", "d/x", true},
                         {"**", "d/x", false},
                         {"**", "dx", true},
                         {"a*b*c", "a1b2c", true},
                         {"a*b*c", "a1c2b", false},
                         {"?", "\xe2\x82\xac", true},
                         {"?", "/", false},
                         {"??", "\xc3\xa9", false},
                         {"\\*", "*", true},
                         {"\\*", "a", false},
                         {"\\a", "a", true},
                         {"", "", true},
                         {"", "a", false}});
}

TEST(PathPatternTest, ClassesHoldRangesEscapesAndNegation) {
  Expect(Stars::kPlain, {{"[abc]", "b", true},
                         {"[a-c]x", "bx", true},
                         {"[a-c]x", "dx", false},
                         {"[^a-c]", "d", true},
                         {"[^a-c]", "a", false},
                         {"[\\]]", "]", true},
                         {"[\\-x]", "-", true},
                         {"arr[[]0].txt", "arr[0].txt", true},
                         {"[\xce\xb1-\xcf\x89]", "\xce\xb2", true},
                         {"[z-a]", "m", false},
                         {"*[0-9]", "v10", true},
                         {"[*]", "*", true},
                         {"[*]", "a", false}});
}

TEST(PathPatternTest, UnfinishedPatternsDoNotParse) {
  for (const char* text : {"[", "[]", "[]a]", "[a", "[^", "[a-", "[a-]", "[-a]", "[a-b-c]", "\\",
                           "x\\", "[\\", "[a\\]", "a[", "[\xff]"}) {
    EXPECT_FALSE(PathPattern::Parse(text, Stars::kPlain).has_value()) << text;
    EXPECT_FALSE(PathPattern::Parse(text, Stars::kGlobStar).has_value()) << text;
  }
}

TEST(PathPatternTest, TwoStarsSpanFolders) {
  Expect(Stars::kGlobStar,
         {{"**", "a", true},          {"**", "a/b/c", true},        {"**/x", "x", true},
          {"**/x", "a/b/x", true},    {"**/x", "a/bx", false},      {"**/*.md", "a/b/c.md", true},
          {"**/*.md", "c.md", true},  {"**/*.md", "c.md/x", false}, {"a/**", "a/b", true},
          {"a/**", "a", false},       {"a/**/b", "a/b", true},      {"a/**/b", "a/x/y/b", true},
          {"a/**/b", "a/xb", false},  {"a**/b", "ax/y/b", true},    {"**/**", "a/b", true},
          {"**/a/**", "x/a/y", true}, {"**/a/**", "a", false},      {"a**", "abc/d", true},
          {"**.js", "a/b.js", true},  {"**.js", "b.js", true},      {"**f*", "xf", false},
          {"**f*", "x/fa", true},     {"a/**/**/c", "a/c", true},   {"a/*", "a/b/c", false}});
}

TEST(PathPatternTest, ManyStarsTakeNoExponentialTime) {
  std::string stars;
  std::string folders;
  for (int i = 0; i < 100; ++i) {
    stars += "*a";
    folders += "**/a/";
  }
  const std::string name(5000, 'a');
  EXPECT_FALSE(PathPattern::Parse(stars + "b", Stars::kPlain)->Matches(name));
  EXPECT_TRUE(PathPattern::Parse(stars, Stars::kPlain)->Matches(name));
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "a/";
  EXPECT_FALSE(PathPattern::Parse(folders + "b", Stars::kGlobStar)->Matches(deep + "c"));
  EXPECT_TRUE(PathPattern::Parse(folders + "b", Stars::kGlobStar)->Matches(deep + "b"));
}

TEST(PathPatternTest, WildcardsAreSeenUnlessEscaped) {
  for (const char* name : {"*", "a?", "[a]", "\\\\*"}) EXPECT_TRUE(HasWildcards(name)) << name;
  for (const char* name : {"", "a", "\\*", "]", "\\[a]"}) EXPECT_FALSE(HasWildcards(name)) << name;
  EXPECT_EQ(Unescape("a\\*b\\\\c\\"), "a*b\\c\\");
}

}  // namespace
}  // namespace release::image
