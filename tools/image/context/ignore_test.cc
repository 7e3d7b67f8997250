#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/image/context/ignore_file.h"
#include "tools/image/context/ignore_patterns.h"

namespace release::image {
namespace {

using Strings = std::vector<std::string>;

TEST(IgnoreFileTest, PatternsAreReadLineByLine) {
  EXPECT_EQ(ReadIgnoreFile("\xef\xbb\xbf*.o\r\n# comment\n\n  /abs/path/  \n ! /kept \n!\n"
                           " # not a comment\na/../b\n.\n/\nlast"),
            Strings({"*.o", "abs/path", "!kept", "!", "# not a comment", "b", ".", "/", "last"}));
  EXPECT_EQ(ReadIgnoreFile(""), Strings());
}

struct Case {
  Strings patterns;
  const char* path;
  bool ignored;
};

TEST(IgnorePatternsTest, TheLastPatternThatMeansAPathDecides) {
  const Case cases[] = {
      {{}, "a", false},
      {{"a"}, "a", true},
      {{"a"}, "a/b/c", true},
      {{"a"}, "b/a", false},
      {{"a/"}, "a/b", true},
      {{"*.o"}, "x.o", true},
      {{"*.o"}, "d/x.o", false},
      {{"**/*.o"}, "d/e/x.o", true},
      {{"*"}, "d/e/x.o", true},
      {{"*", "!keep"}, "keep", false},
      {{"*", "!keep"}, "keep/deep/file", false},
      {{"!keep", "*"}, "keep", true},
      {{"docs", "!docs/README.md"}, "docs/README.md", false},
      {{"docs", "!docs/README.md"}, "docs/other.md", true},
      {{"docs/*", "!docs/README.md"}, "docs/README.md", false},
      {{"docs", "!docs/*.md", "docs/secret.md"}, "docs/secret.md", true},
      {{"**", "!util/docker/web"}, "util/docker/web/foo", false},
      {{"**", "!util/docker/web", "util/docker/web/foo"}, "util/docker/web/foo", true},
      {{"."}, "a", false},
      {{" a ", ""}, "a", true},
      {{"/a"}, "a", false},
      {{"a?c"}, "a/c", false},
      {{"a[b-d]e"}, "ace", true},
      {{"a\\*b"}, "a*b", true},
      {{"a.|)$(}+{bc"}, "a.|)$(}+{bc", true},
      {{"dist/*.whl"}, "dist/p-2.4+g0.whl", true},
      {{"*/temp*"}, "some/temporary.txt", true},
      {{"*/*/temp*"}, "some/sub/temporary.txt", true},
      {{"*/temp*"}, "temp", false},
  };
  for (const Case& c : cases) {
    const auto patterns = IgnorePatterns::Create(c.patterns);
    ASSERT_TRUE(patterns.ok()) << patterns.status();
    std::string shown;
    for (const std::string& pattern : c.patterns) shown += pattern + " ";
    EXPECT_EQ(patterns->Matches(c.path), c.ignored) << shown << "on " << c.path;
  }
}

TEST(IgnorePatternsTest, TheDeciderIsNamed) {
  const auto patterns = IgnorePatterns::Create({"*.o", "build/", "!build/x"});
  ASSERT_TRUE(patterns.ok());
  EXPECT_EQ(*patterns->Decider("build/a.o"), "build");
  EXPECT_EQ(patterns->Decider("build/x"), nullptr);
  EXPECT_TRUE(patterns->HasExceptions());
}

TEST(IgnorePatternsTest, BadPatternsAreRefused) {
  for (const char* pattern : {"!", "[", "a\\", "![a"}) {
    const auto patterns = IgnorePatterns::Create({"ok", pattern});
    EXPECT_EQ(DiagnosisOf(patterns.status()).code(), "IMAGE-CONTEXT-PATTERN") << pattern;
  }
}

}  // namespace
}  // namespace release::image
