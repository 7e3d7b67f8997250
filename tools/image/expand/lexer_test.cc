#include "tools/image/expand/lexer.h"

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release::image {
namespace {

const Environment& Variables() {
  static const Environment variables = {
      {"NAME", "value"}, {"EMPTY", ""},        {"PATH", "/usr/bin:/bin"}, {"1", "one"},
      {"10", "ten"},     {"SPACED", " a  b "}, {"QUOTED", "'q'"},         {"FILE", "a.tar.gz"},
      {"BACK", "NAME"},  {"STAR", "a*b*c"},    {"SLASH", "x/y/z/x/y"}};
  return variables;
}

struct WordCase {
  const char* word;
  const char* expected;
};

void ExpectWords(const LexerOptions& options, std::initializer_list<WordCase> cases) {
  for (const WordCase& c : cases) {
    const auto text = Lexer(options).ProcessWord(c.word, Variables());
    ASSERT_TRUE(text.ok()) << c.word << ": " << text.status();
    EXPECT_EQ(*text, c.expected) << c.word;
  }
}

TEST(LexerTest, PlainVariablesAreReplaced) {
  ExpectWords({}, {{"", ""},
                   {"hello", "hello"},
                   {"$NAME", "value"},
                   {"${NAME}", "value"},
                   {"$NAME.x", "value.x"},
                   {"$NAMEx", ""},
                   {"a$NAME$NAME", "avaluevalue"},
                   {"${NAME}x", "valuex"},
                   {"$1", "one"},
                   {"$10x", "tenx"},
                   {"${10}", "ten"},
                   {"$1a", "onea"},
                   {"$$", ""},
                   {"$$NAME", "NAME"},
                   {"$@x", "x"},
                   {"$", "$"},
                   {"a$", "a$"},
                   {"$ a", "$ a"},
                   {"$.", "$."},
                   {"$}", "$}"},
                   {"$UNSET", ""},
                   {"$\xc3\xa9", "$\xc3\xa9"}});
}

TEST(LexerTest, QuotesAndEscapesAreRemoved) {
  ExpectWords({}, {{"'hello'", "hello"},
                   {"he'll'o", "hello"},
                   {"'$NAME'", "$NAME"},
                   {"\"$NAME\"", "value"},
                   {"\"'$NAME'\"", "'value'"},
                   {"'\"'", "\""},
                   {"'\\'", "\\"},
                   {"\\$NAME", "$NAME"},
                   {"\\\\$NAME", "\\value"},
                   {"\\a", "a"},
                   {"a\\", "a"},
                   {"\\'", "'"},
                   {"\"\\a\"", "\\a"},
                   {"\"\\\"\"", "\""},
                   {"\"\\$NAME\"", "$NAME"},
                   {"\"\\\\\"", "\\"},
                   {"\"\"", ""},
                   {"$QUOTED", "'q'"},
                   {"a`b", "a`b"}});
}

TEST(LexerTest, ABacktickEscapesWhereTheDirectiveSaysSo) {
  ExpectWords(
      {.escape = '`'},
      {{"`$NAME", "$NAME"}, {"C:\\x\\$NAME", "C:\\x\\value"}, {"\"`\"\"", "\""}, {"``", "`"}});
}

TEST(LexerTest, DefaultsAndAlternativesAreChosen) {
  ExpectWords({}, {{"${NAME:-x}", "value"},
                   {"${NAME-x}", "value"},
                   {"${EMPTY:-x}", "x"},
                   {"${EMPTY-x}", ""},
                   {"${UNSET:-x}", "x"},
                   {"${UNSET-x}", "x"},
                   {"${NAME:+x}", "x"},
                   {"${NAME+x}", "x"},
                   {"${EMPTY:+x}", ""},
                   {"${EMPTY+x}", "x"},
                   {"${UNSET:+x}", ""},
                   {"${UNSET+x}", ""},
                   {"${NAME:?no}", "value"},
                   {"${EMPTY?no}", ""},
                   {"${UNSET:-$NAME}", "value"},
                   {"${UNSET:-${UNSET2:-${NAME}}}", "value"},
                   {"${UNSET:-'a}b'}", "a}b"},
                   {"${UNSET:-\"a b\"}", "a b"},
                   {"${UNSET:-a\\}b}", "a}b"},
                   {"${UNSET:-}", ""},
                   {"${NAME:+${EMPTY:-deep}}", "deep"},
                   {"${PATH:+${PATH}:}/opt", "/usr/bin:/bin:/opt"}});
}

TEST(LexerTest, BeginningsAndEndsAreCutOff) {
  ExpectWords({}, {{"${FILE%.*}", "a.tar"},
                   {"${FILE%%.*}", "a"},
                   {"${FILE#*.}", "tar.gz"},
                   {"${FILE##*.}", "gz"},
                   {"${FILE%.zip}", "a.tar.gz"},
                   {"${FILE#?}", ".tar.gz"},
                   {"${UNSET#x}", ""},
                   {"${STAR#a\\*}", "b*c"},
                   {"${STAR%\\**}", "a*b"},
                   {"${SLASH##*/}", "y"},
                   {"${SLASH%%\\/*}", "x"},
                   {"${PATH%$UNSET}", "/usr/bin:/bin"},
                   {"${FILE%.$UNSET*}", "a.tar"}});
}

TEST(LexerTest, MatchesAreReplaced) {
  ExpectWords({}, {{"${FILE/./-}", "a-tar.gz"},
                   {"${FILE//./-}", "a-tar-gz"},
                   {"${SLASH//\\//:}", "x:y:z:x:y"},
                   {"${SLASH/x/}", "/y/z/x/y"},
                   {"${FILE/a/$NAME}", "value.tar.gz"},
                   {"${FILE/$UNSET.tar/}", "a.gz"},
                   {"${UNSET/a/b}", ""}});
}

TEST(LexerTest, RawQuotesAndEscapesStay) {
  ExpectWords({.raw_quotes = true}, {{"'a'\"$NAME\"", "'a'\"value\""}, {"\\'", "'"}});
  ExpectWords({.raw_escapes = true},
              {{"\\$NAME", "\\$NAME"}, {"\"\\\"\"", "\\\""}, {"${UNSET:-\\a}", "a"}});
  ExpectWords({.raw_quotes = true, .raw_escapes = true}, {{"\"a\\\"b\"", "\"a\\\"b\""}});
  ExpectWords({.skip_quotes = true}, {{"'$NAME", "'value"}, {"\"", "\""}});
}

TEST(LexerTest, UnsetVariablesStayWhenAsked) {
  ExpectWords({.skip_unset = true}, {{"$UNSET", "$UNSET"},
                                     {"${UNSET}", "${UNSET}"},
                                     {"${UNSET:-$NAME}", "${UNSET:-value}"},
                                     {"${UNSET//a/b}", "${UNSET//a/b}"},
                                     {"$NAME $$", "value $$"}});
}

TEST(LexerTest, WordsAreCutAtOpenSpaces) {
  struct Case {
    const char* word;
    std::vector<std::string> expected;
  };
  const Case cases[] = {{"", {}},
                        {"  ", {}},
                        {"a b\tc\nd", {"a", "b", "c", "d"}},
                        {" 'a b' c", {"a b", "c"}},
                        {"$SPACED", {"a", "b"}},
                        {"\"$SPACED\"", {" a  b "}},
                        {"x${SPACED}y", {"x", "a", "b", "y"}},
                        {"a\\ b c", {"a b", "c"}},
                        {"a '' b", {"a", "b"}},
                        {"a\xc2\xa0"
                         "b",
                         {"a", "b"}},
                        {"'a'\"b\"c", {"abc"}},
                        {"${UNSET:-'a b'}", {"a", "b"}}};
  for (const Case& c : cases) {
    const auto words = Lexer().ProcessWords(c.word, Variables());
    ASSERT_TRUE(words.ok()) << c.word << ": " << words.status();
    EXPECT_EQ(*words, c.expected) << c.word;
  }
}

TEST(LexerTest, ErrorsSayWhatAndWhere) {
  struct Case {
    const char* word;
    const char* code;
    const char* what;
    uint32_t column;
  };
  const Case cases[] = {
      {"ab'c", "IMAGE-EXPAND-QUOTE",
       "unexpected end of statement while looking for matching single-quote", 3},
      {"ab\"c'", "IMAGE-EXPAND-QUOTE",
       "unexpected end of statement while looking for matching double-quote", 3},
      {"\"a\\", "IMAGE-EXPAND-QUOTE",
       "unexpected end of statement while looking for matching double-quote", 1},
      {"x${", "IMAGE-EXPAND-BRACE", "syntax error: missing '}'", 2},
      {"${NAME", "IMAGE-EXPAND-BRACE", "syntax error: missing '}'", 1},
      {"${NAME:", "IMAGE-EXPAND-BRACE", "syntax error: missing '}'", 1},
      {"${NAME:-x", "IMAGE-EXPAND-BRACE", "syntax error: missing '}'", 1},
      {"${UNSET:-${NAME}", "IMAGE-EXPAND-BRACE", "syntax error: missing '}'", 1},
      {"${NAME/x", "IMAGE-EXPAND-BRACE", "syntax error: missing '/' in ${}", 1},
      {"${NAME/x/y", "IMAGE-EXPAND-BRACE", "syntax error: missing '}'", 1},
      {"${}", "IMAGE-EXPAND-SUBSTITUTION", "syntax error: bad substitution", 1},
      {"${{NAME}", "IMAGE-EXPAND-SUBSTITUTION", "syntax error: bad substitution", 1},
      {"${:-x}", "IMAGE-EXPAND-SUBSTITUTION", "syntax error: bad substitution", 1},
      {"${NAME:x}", "IMAGE-EXPAND-SUBSTITUTION", "unsupported modifier (:x) in substitution", 1},
      {"${NAME:}", "IMAGE-EXPAND-SUBSTITUTION", "unsupported modifier (:}) in substitution", 1},
      {"a ${NAME^}", "IMAGE-EXPAND-SUBSTITUTION", "unsupported modifier (^) in substitution", 3},
      {"${UNSET?}", "IMAGE-EXPAND-REQUIRED", "UNSET: is not allowed to be unset", 1},
      {"${EMPTY:?}", "IMAGE-EXPAND-REQUIRED", "EMPTY: is not allowed to be empty", 1},
      {"${UNSET:?give $NAME}", "IMAGE-EXPAND-REQUIRED", "UNSET: give value", 1},
      {"${NAME#\\a}", "IMAGE-EXPAND-PATTERN",
       "invalid pattern (\\a) in substitution: invalid escape '\\a'", 1},
  };
  for (const Case& c : cases) {
    const auto result = Lexer().Expand(c.word, Variables());
    ASSERT_FALSE(result.ok()) << c.word;
    const v1::Diagnosis diagnosis = DiagnosisOf(result.status());
    EXPECT_EQ(diagnosis.code(), c.code) << c.word;
    EXPECT_EQ(diagnosis.what(), c.what) << c.word;
    EXPECT_EQ(diagnosis.place().column(), c.column) << c.word;
    EXPECT_FALSE(diagnosis.fix().empty()) << c.word;
  }
}

TEST(LexerTest, NamesAreReportedBySetAndUnset) {
  const auto expansion = Lexer().Expand("$NAME ${UNSET:-$OTHER} '$QUIET'", Variables());
  ASSERT_TRUE(expansion.ok());
  EXPECT_EQ(expansion->set, std::set<std::string>({"NAME"}));
  EXPECT_EQ(expansion->unset, std::set<std::string>({"OTHER", "UNSET"}));
}

}  // namespace
}  // namespace release::image
