#include "tools/base/printable.h"

#include <string>

#include "gtest/gtest.h"

namespace release {
namespace {

using namespace std::string_literals;

TEST(PrintableTest, OrdinaryTextIsKept) {
  EXPECT_EQ(PrintableLine("tab\there, Grüße, 日本, 😀"), "tab\there, Grüße, 日本, 😀");
}

TEST(PrintableTest, EscapeSequencesAreLeftOut) {
  EXPECT_EQ(PrintableLine("\x1B[1;31mred\x1B[0m"), "red");
  EXPECT_EQ(PrintableLine("\x1B]0;title\atext"), "text");
  EXPECT_EQ(PrintableLine("\x1B]8;;http://x\x1B\\link"), "link");
  EXPECT_EQ(PrintableLine("\x1B[2"), "");
}

TEST(PrintableTest, ControlCharactersAndC1BecomeOneMark) {
  EXPECT_EQ(PrintableLine("a\0\x01\x7F\bz"s), "a\xEF\xBF\xBDz");
  EXPECT_EQ(PrintableLine("a\xC2\x9B"
                          "31mz"),
            "a\xEF\xBF\xBD"
            "31mz");
}

TEST(PrintableTest, InvalidUtf8IsReplaced) {
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_FALSE(IsUtf8(bad));
    EXPECT_TRUE(IsUtf8(PrintableLine(bad)));
    EXPECT_EQ(PrintableLine("a"s + bad + "z"), "a\xEF\xBF\xBDz");
  }
}

TEST(PrintableTest, LongLinesAreCutBetweenCharactersWithinTheBound) {
  std::string raw;
  for (int i = 0; i < 100; ++i) raw += "ü";
  const std::string line = PrintableLine(raw, 60);
  EXPECT_LE(line.size(), 60u);
  EXPECT_TRUE(IsUtf8(line));
  const size_t kept = line.find(" [cut: ");
  ASSERT_NE(kept, std::string::npos) << line;
  EXPECT_EQ(line.substr(kept), " [cut: " + std::to_string(raw.size() - kept) + " bytes more]");
  EXPECT_EQ(PrintableLine(std::string(60, 'x'), 60), std::string(60, 'x'));
}

TEST(PrintableTest, EveryKindOfNewlineEndsALine) {
  EXPECT_EQ(PrintableLines("a\nb\r\nc\rd\n"), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(PrintableLines("a\n\nb"), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(PrintableLines("").empty());
}

}  // namespace
}  // namespace release
