#include "tools/coordinator/config/toml_reader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace release {
namespace {

TEST(TomlReaderTest, EveryValueKnowsItsPlace) {
  const SourceText source("f.toml", "[a]\nx = \"\xc3\xbc\" \n\ty = [1, 2]\r\nz.q = {r=true}\n");
  const TomlReading reading = ReadToml(source);
  ASSERT_TRUE(reading.usable);
  const ConfigNode* a = reading.root.Find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->Find("x")->span.line, 2u);
  EXPECT_EQ(a->Find("x")->span.column, 5u);
  EXPECT_EQ(a->Find("x")->span.length, 4u);  // bytes, quotes included
  EXPECT_EQ((*a->Find("y")->array())[1].span.column, 10u);
  EXPECT_EQ(a->Find("z")->Find("q")->Find("r")->span.line, 4u);
  EXPECT_EQ(a->table()->front().key_span.column, 1u);
}

TEST(TomlReaderTest, KeysKeepTheOrderOfTheFile) {
  const SourceText source("f.toml", "[z]\n[a]\n[m]\n");
  const TomlReading reading = ReadToml(source);
  ASSERT_EQ(reading.root.table()->size(), 3u);
  EXPECT_EQ((*reading.root.table())[0].key, "z");
  EXPECT_EQ((*reading.root.table())[2].key, "m");
}

TEST(TomlReaderTest, EveryDuplicateKeyIsToldAndTheFirstValueStays) {
  const SourceText source("f.toml", "[a]\nx = 1\nx = 2\n  y = 1\n  y = 2\n");
  const TomlReading reading = ReadToml(source);
  ASSERT_EQ(reading.problems.list.size(), 2u);
  EXPECT_EQ(reading.problems.list[0].code(), "CONFIG-DUPLICATE-KEY");
  EXPECT_EQ(reading.problems.list[0].place().line(), 3u);
  EXPECT_EQ(reading.problems.list[0].place().column(), 1u);
  EXPECT_EQ(reading.problems.list[1].place().line(), 5u);
  EXPECT_EQ(reading.problems.list[1].place().column(), 3u);
  ASSERT_TRUE(reading.usable);
  EXPECT_EQ(std::get<std::int64_t>(reading.root.Find("a")->Find("x")->value), 1);
}

TEST(TomlReaderTest, ASyntaxErrorHasItsPlaceAndCause) {
  const SourceText source("f.toml", "[a]\nname = rehearsal\n");
  const TomlReading reading = ReadToml(source);
  EXPECT_FALSE(reading.usable);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].code(), "CONFIG-SYNTAX");
  EXPECT_EQ(reading.problems.list[0].place().line(), 2u);
  EXPECT_EQ(reading.problems.list[0].place().excerpt(), "name = rehearsal");
}

TEST(TomlReaderTest, ASyntaxErrorInASecretShowsNothingOfIt) {
  const SourceText source("f.toml", "[a.secrets]\nURL = hunter2\n");
  const TomlReading reading = ReadToml(source);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].ShortDebugString().find("hunter2"), std::string::npos);
}

TEST(TomlReaderTest, AKeyThatEndsInADotIsAnErrorOfItsLine) {
  const SourceText source("f.toml", "[a]\nx = 1\ny = 2\nz.[ = 3\nw = 4\n");
  const TomlReading reading = ReadToml(source);
  EXPECT_FALSE(reading.usable);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].code(), "CONFIG-SYNTAX");
  EXPECT_EQ(reading.problems.list[0].place().line(), 4u);
}

TEST(TomlReaderTest, ADuplicateTableIsAnErrorToo) {
  const SourceText source("f.toml", "[a]\nx = 1\n[a]\ny = 2\n");
  const TomlReading reading = ReadToml(source);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].place().line(), 3u);
}

TEST(TomlReaderTest, TablesNestedTooDeeplyAreRefused) {
  std::string header = "[a";
  for (int i = 0; i < 100; ++i) header += ".a";
  const SourceText source("f.toml", header + "]\n");
  const TomlReading reading = ReadToml(source);
  EXPECT_FALSE(reading.usable);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].code(), "CONFIG-TOO-DEEP");
}

TEST(TomlReaderTest, TheLongestNestingThatFitsInALineDoesNotOverflowTheStack) {
  std::string keys = "a";
  while (keys.size() < (4 << 10) - 20) keys += ".a";
  const SourceText source("f.toml", "[" + keys + "]\n" + keys + " = 1\n");
  EXPECT_FALSE(ReadToml(source).usable);
  const SourceText brackets("f.toml", "x = " + std::string(4000, '['));
  EXPECT_FALSE(ReadToml(brackets).usable);
}

TEST(TomlReaderTest, ALineThatIsTooLongIsRefused) {
  const SourceText source("f.toml", "x = \"" + std::string(1 << 20, 'x') + "\"");
  const TomlReading reading = ReadToml(source);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].code(), "CONFIG-TOO-LONG");
}

TEST(TomlReaderTest, BinaryDataIsRefusedInWords) {
  std::ifstream self("/proc/self/exe", std::ios::binary);
  std::string bytes(1 << 16, '\0');
  self.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const SourceText source("f.toml", bytes);
  const TomlReading reading = ReadToml(source);
  EXPECT_FALSE(reading.usable);
  ASSERT_EQ(reading.problems.list.size(), 1u);
  EXPECT_EQ(reading.problems.list[0].code(), "CONFIG-NOT-TEXT");
}

TEST(TomlReaderTest, AnEmptyFileIsAnEmptyTable) {
  const SourceText source("f.toml", "");
  const TomlReading reading = ReadToml(source);
  EXPECT_TRUE(reading.usable);
  EXPECT_TRUE(reading.root.table()->empty());
}

// Cuts and damages a valid file at every byte: any answer will do, as long as there is one.
TEST(TomlReaderTest, NoDamageCrashesTheReader) {
  const std::string good =
      "[base.hosts]\napi = \"a.b\"\n[production]\ninherits = 'base'\n"
      "[production.secrets]\nA = \"op://v/i/f\"\n[production.steps.smoke]\nx = { y = [1, 2.5] }\n";
  for (std::size_t i = 0; i < good.size(); ++i) {
    const SourceText cut("f.toml", good.substr(0, i));
    EXPECT_EQ(ReadToml(cut).usable, ReadToml(cut).problems.empty());
    for (const char c : {'\0', '"', '[', '\n', '\xff', '='}) {
      std::string damaged = good;
      damaged[i] = c;
      const SourceText source("f.toml", damaged);
      const TomlReading reading = ReadToml(source);
      EXPECT_TRUE(reading.usable || !reading.problems.empty()) << i;
    }
  }
}

}  // namespace
}  // namespace release
