#include "tools/image/expand/shell_pattern.h"

#include "gtest/gtest.h"

namespace release::image {
namespace {

ShellPattern Pattern(std::string_view text) {
  std::string error;
  std::optional<ShellPattern> pattern = ShellPattern::Parse(text, &error);
  EXPECT_TRUE(pattern.has_value()) << text << ": " << error;
  return pattern.value_or(ShellPattern());
}

struct TrimCase {
  const char* pattern;
  const char* text;
  const char* prefix_shortest;
  const char* prefix_longest;
  const char* suffix_shortest;
  const char* suffix_longest;
};

TEST(ShellPatternTest, TheShortestAndTheLongestMatchAreCutOff) {
  const TrimCase cases[] = {
      {"*/", "/usr/bin/", "usr/bin/", "", "/usr/bin", ""},
      {"/*", "/usr/bin", "usr/bin", "", "/usr", ""},
      {"a", "banana", "banana", "banana", "banan", "banan"},
      {"*a", "banana", "nana", "", "banan", ""},
      {"?", "x\xc3\xa9", "\xc3\xa9", "\xc3\xa9", "x", "x"},
      {"", "abc", "abc", "abc", "abc", "abc"},
      {"*", "abc", "abc", "", "abc", ""},
      {"a*b*c", "aXbYbZcWc", "Wc", "", "", ""},
      {"\\*", "*x*", "x*", "x*", "*x", "*x"},
      {"[ab]", "[ab]c", "c", "c", "[ab]c", "[ab]c"},
      {"*x", "a\nx", "a\nx", "a\nx", "a\n", "a\n"},
  };
  for (const TrimCase& c : cases) {
    const ShellPattern pattern = Pattern(c.pattern);
    EXPECT_EQ(pattern.TrimPrefix(c.text, false), c.prefix_shortest) << c.pattern << " " << c.text;
    EXPECT_EQ(pattern.TrimPrefix(c.text, true), c.prefix_longest) << c.pattern << " " << c.text;
    EXPECT_EQ(pattern.TrimSuffix(c.text, false), c.suffix_shortest) << c.pattern << " " << c.text;
    EXPECT_EQ(pattern.TrimSuffix(c.text, true), c.suffix_longest) << c.pattern << " " << c.text;
  }
}

TEST(ShellPatternTest, OneOrAllMatchesAreReplaced) {
  EXPECT_EQ(Pattern("a").Replace("banana", "o", false), "bonana");
  EXPECT_EQ(Pattern("a").Replace("banana", "o", true), "bonono");
  EXPECT_EQ(Pattern("n*").Replace("banana", "-", false), "ba-");
  EXPECT_EQ(Pattern("*").Replace("abc", "x", true), "x");
  EXPECT_EQ(Pattern("").Replace("ab", "-", true), "-a-b-");
  EXPECT_EQ(Pattern("z").Replace("ab", "-", true), "ab");
  EXPECT_EQ(Pattern("\\/").Replace("a/b/c", ":", true), "a:b:c");
}

TEST(ShellPatternTest, AnEscapeOfAnOrdinaryCharacterIsAnError) {
  std::string error;
  EXPECT_FALSE(ShellPattern::Parse("\\a", &error).has_value());
  EXPECT_EQ(error, "invalid escape '\\a'");
  EXPECT_FALSE(ShellPattern::Parse("x\\", &error).has_value());
}

TEST(ShellPatternTest, ManyStarsTakeNoExponentialTime) {
  std::string stars;
  for (int i = 0; i < 200; ++i) stars += "*a";
  const std::string text(20000, 'a');
  EXPECT_EQ(Pattern(stars + "b").TrimPrefix(text, true), text);
  EXPECT_EQ(Pattern(stars + "b").TrimSuffix(text, false), text);
  EXPECT_EQ(Pattern(stars).TrimPrefix(text, true), "");
  EXPECT_EQ(Pattern(stars).TrimPrefix(text, false), std::string(20000 - 200, 'a'));
}

}  // namespace
}  // namespace release::image
