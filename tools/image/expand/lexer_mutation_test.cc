// Words that nobody would write: whatever comes, the lexer answers, and soon.
#include <random>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/image/expand/lexer.h"

namespace release::image {
namespace {

const char* const kPieces[] = {"$",     "${",   "}",     ":",     "-",  "+",  "?",        "#",
                               "%",     "/",    "//",    "*",     "'",  "\"", "\\",       "`",
                               " ",     "A",    "B",     "1",     "_",  "\n", "\xc3\xa9", "\xff",
                               "${A:-", "${A#", "${B//", "[a-z]", "$$", ":?", "abc"};

std::string RandomWord(std::mt19937_64& random) {
  std::string word;
  const size_t pieces = random() % 40;
  for (size_t i = 0; i < pieces; ++i) word += kPieces[random() % std::size(kPieces)];
  if (!word.empty() && random() % 4 == 0) {
    word[random() % word.size()] = static_cast<char>(random() % 256);
  }
  return word;
}

TEST(LexerMutationTest, EveryWordHasAnAnswer) {
  std::mt19937_64 random(20240229);
  int good = 0;
  for (int round = 0; round < 100000; ++round) {
    const Environment environment = {{"A", RandomWord(random)}, {"B", "a*b/c"}};
    const std::string word = RandomWord(random);
    const LexerOptions options{.escape = random() % 2 == 0 ? '\\' : '`',
                               .raw_quotes = random() % 2 == 0,
                               .raw_escapes = random() % 2 == 0,
                               .skip_quotes = random() % 4 == 0,
                               .skip_unset = random() % 2 == 0};
    const auto result = Lexer(options).Expand(word, environment);
    if (result.ok()) {
      ++good;
      continue;
    }
    const v1::Diagnosis diagnosis = DiagnosisOf(result.status());
    ASSERT_EQ(diagnosis.code().rfind("IMAGE-EXPAND-", 0), 0u) << diagnosis.code();
    ASSERT_GE(diagnosis.place().column(), 1u);
    ASSERT_LE(diagnosis.place().column(), word.size() + 1);
  }
  // Neither all refused nor all taken: the words reach both ends.
  EXPECT_GT(good, 10000);
  EXPECT_LT(good, 95000);
}

TEST(LexerMutationTest, AWordWithoutSpecialCharactersIsItself) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 10000; ++round) {
    std::string word;
    const size_t length = random() % 50;
    for (size_t i = 0; i < length; ++i) {
      const char c = static_cast<char>(random() % 256);
      if (std::string_view("$'\"\\").find(c) == std::string_view::npos) word += c;
    }
    EXPECT_EQ(*Lexer().ProcessWord(word, {}), word);
  }
}

TEST(LexerMutationTest, DeepNestingIsRefused) {
  std::string word;
  for (int i = 0; i < 100000; ++i) word += "${A:-";
  const auto result = Lexer().Expand(word, {});
  EXPECT_EQ(DiagnosisOf(result.status()).code(), "IMAGE-EXPAND-SIZE");
}

TEST(LexerMutationTest, HugeResultsAreRefused) {
  const Environment environment = {{"A", std::string(1 << 20, 'a')}};
  std::string word;
  for (int i = 0; i < 100; ++i) word += "$A";
  EXPECT_EQ(DiagnosisOf(Lexer().Expand(word, environment).status()).code(), "IMAGE-EXPAND-SIZE");
  const auto replaced = Lexer().Expand("${A//a/" + std::string(100, 'b') + "}", environment);
  EXPECT_EQ(DiagnosisOf(replaced.status()).code(), "IMAGE-EXPAND-SIZE");
  const auto matched = Lexer().Expand("${A#" + std::string(1000, 'b') + "}", environment);
  EXPECT_EQ(DiagnosisOf(matched.status()).code(), "IMAGE-EXPAND-SIZE");
}

}  // namespace
}  // namespace release::image
