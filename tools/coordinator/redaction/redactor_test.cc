#include "tools/coordinator/redaction/redactor.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

// A value with everything that encodings treat differently.
constexpr std::string_view kValue =
    "p@ss/w+rd \"q\"\\\012<\303\251\342\202\254\360\237\230\200>'x&y=z~";

struct Form {
  std::string_view name;
  std::string_view text;
};

// What other programs make of kValue: Python's urllib, json and binascii, and variations of those.
constexpr Form kForms[] = {
    {"raw", "p@ss/w+rd \"q\"\\\012<\303\251\342\202\254\360\237\230\200>'x&y=z~"},
    {"quote", "p%40ss%2Fw%2Brd%20%22q%22%5C%0A%3C%C3%A9%E2%82%AC%F0%9F%98%80%3E%27x%26y%3Dz~"},
    {"quote lower",
     "p%40ss%2fw%2brd%20%22q%22%5c%0a%3c%c3%a9%e2%82%ac%f0%9f%98%80%3e%27x%26y%3dz~"},
    {"quote_plus", "p%40ss%2Fw%2Brd+%22q%22%5C%0A%3C%C3%A9%E2%82%AC%F0%9F%98%80%3E%27x%26y%3Dz~"},
    {"urlencode form star",
     "p%40ss%2Fw%2Brd+%22q%22%5C%0A%3C%C3%A9%E2%82%AC%F0%9F%98%80%3E%27x%26y%3Dz%7E"},
    {"encodeURIComponent",
     "p%40ss%2Fw%2Brd%20%22q%22%5C%0A%3C%C3%A9%E2%82%AC%F0%9F%98%80%3E'x%26y%3Dz~"},
    {"json ascii", "p@ss/w+rd \\\"q\\\"\\\\\\n<\\u00e9\\u20ac\\ud83d\\ude00>'x&y=z~"},
    {"json utf8", "p@ss/w+rd \\\"q\\\"\\\\\\n<\303\251\342\202\254\360\237\230\200>'x&y=z~"},
    {"json slash", "p@ss\\/w+rd \\\"q\\\"\\\\\\n<\303\251\342\202\254\360\237\230\200>'x&y=z~"},
    {"json html",
     "p@ss/w+rd "
     "\\\"q\\\"\\\\\\n\\u003c\303\251\342\202\254\360\237\230\200\\u003e\\u0027x\\u0026y=z~"},
    {"json twice",
     "p@ss/w+rd \\\\\\\"q\\\\\\\"\\\\\\\\\\\\n<\\\\u00e9\\\\u20ac\\\\ud83d\\\\ude00>'x&y=z~"},
    {"hex", "704073732f772b7264202271225c0a3cc3a9e282acf09f98803e277826793d7a7e"},
    {"HEX", "704073732F772B7264202271225C0A3CC3A9E282ACF09F98803E277826793D7A7E"},
    {"crlf", "p@ss/w+rd \"q\"\\\015\012<\303\251\342\202\254\360\237\230\200>'x&y=z~"},
    {"shell", "p@ss/w+rd \"q\"\\\012<\303\251\342\202\254\360\237\230\200>'\\''x&y=z~"},
};

// base64 of kValue with 0 to 2 bytes before and two after it.
constexpr Form kBase64Forms[] = {
    {"b64 0", "cEBzcy93K3JkICJxIlwKPMOp4oKs8J+YgD4neCZ5PXp+eXo="},
    {"b64url 0", "cEBzcy93K3JkICJxIlwKPMOp4oKs8J-YgD4neCZ5PXp-eXo="},
    {"b64 1", "eHBAc3MvdytyZCAicSJcCjzDqeKCrPCfmIA+J3gmeT16fnl6"},
    {"b64url 1", "eHBAc3MvdytyZCAicSJcCjzDqeKCrPCfmIA-J3gmeT16fnl6"},
    {"b64 2", "eHhwQHNzL3crcmQgInEiXAo8w6nigqzwn5iAPid4Jnk9en55eg=="},
    {"b64url 2", "eHhwQHNzL3crcmQgInEiXAo8w6nigqzwn5iAPid4Jnk9en55eg=="},
};

Redactor Knowing(std::string_view value, std::string_view name = "S") {
  Redactor redactor;
  EXPECT_TRUE(redactor.AddSecret(name, value).ok());
  return redactor;
}

std::string Streamed(const Redactor& redactor, std::string_view text, size_t split) {
  Redactor::Stream stream(redactor);
  std::string out = stream.Push(text.substr(0, split));
  out += stream.Push(text.substr(split));
  return out + stream.Flush();
}

TEST(RedactorTest, EveryFormIsMasked) {
  const Redactor redactor = Knowing(kValue);
  for (const Form& form : kForms) {
    EXPECT_EQ(redactor.Redact("<" + std::string(form.text) + ">"), "<[secret S]>") << form.name;
  }
}

TEST(RedactorTest, Base64IsMaskedAtEveryAlignment) {
  const Redactor redactor = Knowing(kValue);
  for (const Form& form : kBase64Forms) {
    std::string out = redactor.Redact(form.text);
    EXPECT_NE(out.find("[secret S]"), std::string::npos) << form.name;
    std::erase(out, '=');
    // What is left belongs to the neighbours: at most four digits on either side.
    EXPECT_LE(out.size(), std::string_view("[secret S]").size() + 8) << form.name << " " << out;
  }
}

TEST(RedactorTest, EveryFormIsMaskedWhereverItIsCut) {
  const Redactor redactor = Knowing(kValue);
  for (const Form& form : kForms) {
    const std::string text = "before " + std::string(form.text) + " after";
    for (size_t split = 0; split <= text.size(); ++split) {
      ASSERT_EQ(Streamed(redactor, text, split), "before [secret S] after")
          << form.name << " cut at " << split;
    }
  }
  for (const Form& form : kBase64Forms) {
    for (size_t split = 0; split <= form.text.size(); ++split) {
      ASSERT_EQ(Streamed(redactor, form.text, split), redactor.Redact(form.text)) << form.name;
    }
  }
}

TEST(RedactorTest, EveryFormIsMaskedByteByByte) {
  const Redactor redactor = Knowing(kValue);
  for (const Form& form : kForms) {
    Redactor::Stream stream(redactor);
    std::string out;
    for (const char byte : form.text) out += stream.Push({&byte, 1});
    EXPECT_EQ(out + stream.Flush(), "[secret S]") << form.name;
  }
}

TEST(RedactorTest, TextWithoutSecretsIsUnchanged) {
  const Redactor redactor = Knowing("hunter2-hunter2");
  const std::string binary("\0\xff\x80hunter2-hunte", 16);
  EXPECT_EQ(redactor.Redact("hunter2-hunter"), "hunter2-hunter");
  EXPECT_EQ(redactor.Redact(binary), binary);
  EXPECT_EQ(redactor.Redact(""), "");
  EXPECT_EQ(Redactor().Redact("anything"), "anything");
}

TEST(RedactorTest, RepeatedAndAdjacentSecretsAreEachMasked) {
  Redactor redactor = Knowing("alpha-alpha", "A");
  ASSERT_TRUE(redactor.AddSecret("B", "bravo-bravo").ok());
  EXPECT_EQ(redactor.Redact("alpha-alphabravo-bravoalpha-alpha"), "[secret A][secret B][secret A]");
}

TEST(RedactorTest, EverythingThatOverlappingSecretsCoverIsMasked) {
  Redactor redactor = Knowing("abcdefgh", "LEFT");
  ASSERT_TRUE(redactor.AddSecret("RIGHT", "efghijklmn").ok());
  ASSERT_TRUE(redactor.AddSecret("INNER", "cdefgh").ok());
  EXPECT_EQ(redactor.Redact("<abcdefghijklmn>"), "<[secret RIGHT]>");
  EXPECT_EQ(redactor.Redact("<abcdefgh>"), "<[secret LEFT]>");
  EXPECT_EQ(redactor.Redact("<cdefgh>"), "<[secret INNER]>");
}

TEST(RedactorTest, ALongSecretSwallowsTheShortOnesInsideIt) {
  Redactor redactor = Knowing("inside1", "ONE");
  ASSERT_TRUE(redactor.AddSecret("TWO", "inside2").ok());
  ASSERT_TRUE(redactor.AddSecret("ALL", "<inside1 and inside2>").ok());
  EXPECT_EQ(redactor.Redact("x<inside1 and inside2>x"), "x[secret ALL]x");
  EXPECT_EQ(redactor.Redact("x<inside1 and inside2 x"), "x<[secret ONE] and [secret TWO] x");
}

TEST(RedactorTest, LinesOfAKeyAreMaskedOneByOne) {
  const Redactor redactor = Knowing(
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nAoIBAQDKx7cSd2gE\n-----END PRIVATE "
      "KEY-----\n");
  EXPECT_EQ(
      redactor.Redact("  -----BEGIN PRIVATE KEY-----\n  MIIEvQIBADANBgkq\n  AoIBAQDKx7cSd2gE"),
      "  -----BEGIN PRIVATE KEY-----\n  [secret S]\n  [secret S]");
}

TEST(RedactorTest, WhiteSpaceAroundAValueIsNoPartOfIt) {
  EXPECT_EQ(Knowing("\thunter2-hunter2\n").Redact("pw=hunter2-hunter2;"), "pw=[secret S];");
}

TEST(RedactorTest, PasswordInsideAUrlIsMaskedAlone) {
  const Redactor redactor = Knowing(
      "postgresql://app.ref:p%40ss%2Fword@pooler.example.com:5432/db?sslmode=require", "DSN");
  EXPECT_EQ(redactor.Redact("password \"p@ss/word\" failed"), "password \"[secret DSN]\" failed");
  EXPECT_EQ(redactor.Redact("PGPASSWORD=p%40ss%2Fword"), "PGPASSWORD=[secret DSN]");
  EXPECT_EQ(redactor.Redact("p%40ss%2fword"), "[secret DSN]") << "other case of the digits";
  EXPECT_EQ(redactor.Redact("host pooler.example.com, user app.ref"),
            "host pooler.example.com, user app.ref");
}

TEST(RedactorTest, ShortValuesAndCommonWordsAreRefused) {
  Redactor redactor;
  const absl::Status too_short = redactor.AddSecret("A", "12345\n");
  EXPECT_EQ(DiagnosisOf(too_short).code(), "REDACT-TOO-SHORT");
  EXPECT_EQ(DiagnosisOf(too_short).severity(), v1::SEVERITY_WARNING);
  EXPECT_EQ(DiagnosisOf(redactor.AddSecret("B", "")).code(), "REDACT-TOO-SHORT");
  EXPECT_EQ(DiagnosisOf(redactor.AddSecret("C", "Postgres")).code(), "REDACT-COMMON-WORD");
  EXPECT_EQ(redactor.Redact("12345 Postgres postgres e"), "12345 Postgres postgres e");
  EXPECT_TRUE(redactor.AddSecret("D", "123456").ok());
}

TEST(RedactorTest, WeakPasswordInsideAUrlIsToldAndTheUrlMasked) {
  Redactor redactor;
  const std::string url = "postgres://postgres:postgres@127.0.0.1/db";
  EXPECT_EQ(DiagnosisOf(redactor.AddSecret("DSN", url)).code(), "REDACT-WEAK-PASSWORD");
  EXPECT_EQ(redactor.Redact(url), "[secret DSN]");
}

TEST(RedactorTest, WarningsDoNotHoldTheValue) {
  Redactor redactor;
  EXPECT_EQ(redactor.AddSecret("A", "xq1z").ToString().find("xq1z"), std::string::npos);
}

TEST(RedactorTest, StreamIsAsNewAfterFlush) {
  const Redactor redactor = Knowing("hunter2-hunter2");
  Redactor::Stream stream(redactor);
  const auto text = [&](std::string_view piece) {
    std::string out = stream.Push(piece);
    return out += stream.Flush();
  };
  EXPECT_EQ(text("a hunter2-"), "a hunter2-");
  EXPECT_EQ(text("hunter2"), "hunter2") << "not the rest of the last text";
  EXPECT_EQ(text("hunter2-hunter2"), "[secret S]");
}

TEST(RedactorTest, StreamHoldsBackNoMoreThanABeginningOfASecret) {
  const Redactor redactor = Knowing("hunter2-hunter2");
  Redactor::Stream stream(redactor);
  EXPECT_EQ(stream.Push("all of this, hun"), "all of this, ");
  EXPECT_EQ(stream.Push("gry"), "hungry");
}

}  // namespace
}  // namespace release
