#include "tools/coordinator/config/source_text.h"

#include <gtest/gtest.h>

namespace release {
namespace {

TEST(SourceTextTest, LinesEndInEitherWayAndAByteOrderMarkIsDropped) {
  const SourceText source("f.toml",
                          "\xef\xbb\xbf"
                          "a = 1\r\nb = 2\nc = 3");
  EXPECT_EQ(source.line_count(), 3u);
  EXPECT_EQ(source.Line(1), "a = 1");
  EXPECT_EQ(source.Line(2), "b = 2");
  EXPECT_EQ(source.Line(3), "c = 3");
  EXPECT_EQ(source.Line(0), "");
  EXPECT_EQ(source.Line(4), "");
}

TEST(SourceTextTest, ColumnsOfCodePointsBecomeColumnsOfBytes) {
  const SourceText source("f.toml", "\xc3\xbc = 1");
  EXPECT_EQ(source.ByteColumn(1, 1), 1u);
  EXPECT_EQ(source.ByteColumn(1, 2), 3u);
  EXPECT_EQ(source.ByteColumn(1, 6), 7u);
}

TEST(SourceTextTest, APlaceHasFileLineColumnAndExcerpt) {
  const SourceText source("infra/environments.toml", "[a]\n\tx = 1\n");
  const v1::Place place = source.At({.line = 2, .column = 2, .length = 1});
  EXPECT_EQ(place.file(), "infra/environments.toml");
  EXPECT_EQ(place.line(), 2u);
  EXPECT_EQ(place.column(), 2u);
  EXPECT_EQ(place.length(), 1u);
  EXPECT_EQ(place.excerpt(), " x = 1");
}

TEST(SourceTextTest, AVeryLongLineIsNotShown) {
  const SourceText source("f.toml", "x = \"" + std::string(5000, 'a') + "\"");
  EXPECT_EQ(source.At({.line = 1, .column = 5, .length = 5}).excerpt(), "");
}

TEST(SourceTextTest, BytesThatAreNoUtf8DoNotReachTheExcerpt) {
  const SourceText source("f.toml", "x = \xff\xfe");
  v1::Place copy;
  EXPECT_TRUE(copy.ParseFromString(source.At({.line = 1, .column = 5}).SerializeAsString()));
}

TEST(SourceTextTest, TheValueOfASecretIsHiddenHoweverTheTableIsWritten) {
  for (const char* text : {
           "[production.secrets]\nA = \"hunter2\"",
           "[ production . \"secrets\" ]\nA = \"hunter2\"",
           "[production]\nsecrets.A = \"hunter2\"",
           "[production]\nsecrets = { A = \"hunter2\" }",
           "[production]\nsecrets.A = \"\"\"\nhunter2",
           "[production.secrets]\nhunter2",
           "[production.variables]\nURL = \"postgres://u:hunter2@host/db\"",
       }) {
    const SourceText source("f.toml", text);
    for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
      const v1::Place place = source.At({.line = line, .column = 5, .length = 9});
      EXPECT_EQ(place.excerpt().find("hunter2"), std::string::npos) << text;
    }
  }
}

TEST(SourceTextTest, TheCaretPointsAtTheHiddenPart) {
  const SourceText source("f.toml", "[p.secrets]\nAB = \"hunter2\"");
  const v1::Place place = source.At({.line = 2, .column = 6, .length = 9});
  EXPECT_EQ(place.excerpt(), "AB = [hidden]");
  EXPECT_EQ(place.column(), 6u);
  EXPECT_EQ(place.length(), 8u);
}

TEST(SourceTextTest, ATableThatOnlySoundsAlikeIsShown) {
  const SourceText source("f.toml", "[p.steps.migrate]\ndsn_secret = \"DATABASE_URL\"");
  EXPECT_FALSE(source.MayHoldSecret(2));
}

}  // namespace
}  // namespace release
