#include "tools/image/dockerfile/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {
namespace {

// `2-3 run {--flag} (first|second) json <<NAME:content>`: one instruction in one line.
std::string Shown(const Instruction& instruction) {
  std::string text =
      Concat(instruction.first_line, "-", instruction.last_line, " ", instruction.name);
  for (const std::string& flag : instruction.flags) AppendTo(text, " {", flag, "}");
  std::string arguments;
  for (const std::string& argument : instruction.arguments) AppendTo(arguments, "|", argument);
  AppendTo(text, " (", arguments.empty() ? "" : arguments.substr(1), ")");
  if (instruction.json) AppendTo(text, " json");
  for (const Heredoc& heredoc : instruction.heredocs) {
    AppendTo(text, heredoc.chomp ? " <<-" : " <<", heredoc.expand ? "" : "!", heredoc.name, ":",
             heredoc.content, ">");
  }
  return text;
}

struct Case {
  std::string_view name;
  std::string_view text;  // behind a line `FROM a`
  std::string expected;   // the instructions behind FROM, separated by newlines
};

std::string ShownAll(const Dockerfile& dockerfile) {
  std::string text;
  for (std::size_t i = 1; i < dockerfile.instructions.size(); ++i) {
    AppendTo(text, i == 1 ? "" : "\n", Shown(dockerfile.instructions[i]));
  }
  return text;
}

class Tree : public testing::TestWithParam<Case> {};

TEST_P(Tree, IsAsBuildKitReadsIt) {
  const absl::StatusOr<Dockerfile> dockerfile =
      ParseDockerfile(Concat("FROM a\n", GetParam().text), "Dockerfile");
  ASSERT_TRUE(dockerfile.ok()) << dockerfile.status();
  EXPECT_EQ(ShownAll(*dockerfile), GetParam().expected);
}

std::vector<Case> Cases() {
  return {
      // Lines.
      {"Continuation", "RUN a \\\n  b", "2-3 run (a   b)"},
      {"ContinuationWithSpacesBehind", "RUN a\\ \t \nb", "2-3 run (ab)"},
      {"EscapedEscapeEndsTheLine", "RUN a\\\\\nRUN b", "2-2 run (a\\\\)\n3-3 run (b)"},
      {"CommentBetweenContinuedLines", "RUN a \\\n# no\n  # no \\\n  b", "2-5 run (a   b)"},
      {"BlankBetweenContinuedLines", "RUN a \\\n\n \t\n b", "2-5 run (a  b)"},
      {"ContinuationAtTheEnd", "RUN a \\", "2-2 run (a)"},
      {"ContinuationAtTheEndOfTheFile", "RUN a \\\n", "2-2 run (a)"},
      {"ContinuationThenOnlyComments", "RUN a \\\n# c\n", "2-3 run (a)"},
      {"EscapeAloneOnALine", "\\\nRUN a", "2-3 run (a)"},
      {"NameInTwoParts", "RU\\\nN a", "2-3 run (a)"},
      {"LeadingSpace", " \t RUN a", "2-2 run (a)"},
      {"CarriageReturns", "RUN a \\\r\n b\r\nRUN c\r\n", "2-3 run (a  b)\n4-4 run (c)"},
      {"HashInsideALine", "RUN a # b", "2-2 run (a # b)"},
      {"MixedCase", "rUn a", "2-2 run (a)"},
      {"TabBehindTheName", "RUN\ta", "2-2 run (a)"},
      {"NoBreakSpaceAround", "RUN \xC2\xA0 a\xC2\xA0", "2-2 run (a)"},
      {"NoCommandAtAll", "RUN\nCMD", "2-2 run ()\n3-3 cmd ()"},
      {"NoUtf8", "RUN \xFF\xFE", "2-2 run (\xFF\xFE)"},
      // JSON.
      {"Json", "CMD [\"a\", \"b c\"]", "2-2 cmd (a|b c) json"},
      {"JsonEscapes", "CMD [ \"\\/a\\\\\\\"\\u00e9\\n\" ] ", "2-2 cmd (/a\\\"\xC3\xA9\n) json"},
      {"JsonEmpty", "ENTRYPOINT []", "2-2 entrypoint () json"},
      {"JsonWithSingleQuotesIsText", "CMD ['a', 'b']", "2-2 cmd (['a', 'b'])"},
      {"JsonWithTrailingCommaIsText", "RUN [\"a\",]", "2-2 run ([\"a\",])"},
      {"TestCommandIsText", "RUN [ -f /a ] && b", "2-2 run ([ -f /a ] && b)"},
      {"JsonWithMoreBehindIsText", "CMD [\"a\"] b", "2-2 cmd ([\"a\"] b)"},
      {"JsonInLines", "CMD [ \\\n \"a\", \\\n \"b\" ]", "2-4 cmd (a|b) json"},
      {"JsonVolume", "VOLUME [\"/a b\", \"/c\"]", "2-2 volume (/a b|/c) json"},
      {"BadJsonCopyIsWords", "COPY [a, b]", "2-2 copy ([a,|b])"},
      {"JsonCopy", "COPY --from=x [\"a b\", \"/c\"]", "2-2 copy {--from=x} (a b|/c) json"},
      {"Shell", "SHELL [\"/bin/sh\", \"-c\"]", "2-2 shell (/bin/sh|-c) json"},
      // Flags.
      {"Flags", "COPY --from=x --chown=1:2 --link a b",
       "2-2 copy {--from=x} {--chown=1:2} {--link} (a|b)"},
      {"FlagsEnd", "COPY --link -- --a b", "2-2 copy {--link} (--a|b)"},
      {"QuotedFlag", "RUN --mount=\"type=bind,target=/a b\" c",
       "2-2 run {--mount=type=bind,target=/a b} (c)"},
      {"EscapedFlag", "COPY --chown=a\\ b c d", "2-2 copy {--chown=a b} (c|d)"},
      {"FlagTwice", "COPY --exclude=a --exclude=b . /",
       "2-2 copy {--exclude=a} {--exclude=b} (.|/)"},
      {"RunFlags", "RUN --mount=type=cache,target=/a --network=none --security=sandbox b",
       "2-2 run {--mount=type=cache,target=/a} {--network=none} {--security=sandbox} (b)"},
      {"AddFlags", "ADD --keep-git-dir=true --checksum=sha256:1 --unpack=false a b",
       "2-2 add {--keep-git-dir=true} {--checksum=sha256:1} {--unpack=false} (a|b)"},
      {"FlagBehindTheCommandIsText", "RUN a --mount=b", "2-2 run (a --mount=b)"},
      {"FlagBeforeJson", "RUN --network=host [\"a\"]", "2-2 run {--network=host} (a) json"},
      {"OneDashIsNoFlag", "CMD -a", "2-2 cmd (-a)"},
      // Words.
      {"Words", "COPY a  \t b   c", "2-2 copy (a|b|c)"},
      {"Expose", "EXPOSE 80 443/tcp 53/udp 8000-8010 $PORT",
       "2-2 expose (80|443/tcp|53/udp|8000-8010|$PORT)"},
      {"ArgWords", "ARG a b=c d=\"e f\"", "2-2 arg (a|b=c|d=\"e f\")"},
      {"Text", "WORKDIR /a b\nUSER a:b\nSTOPSIGNAL SIGTERM",
       "2-2 workdir (/a b)\n3-3 user (a:b)\n4-4 stopsignal (SIGTERM)"},
      {"From", "FROM --platform=$BUILDPLATFORM b:1 As C-d_e.f",
       "2-2 from {--platform=$BUILDPLATFORM} (b:1|As|C-d_e.f)"},
      {"Maintainer", "MAINTAINER A B <a@b>", "2-2 maintainer (A B <a@b>)"},
      // ENV and LABEL.
      {"Env", "ENV a=b", "2-2 env (a|b|=)"},
      {"EnvMany", "ENV a=b c=\"d e\" f='g h' i=j\\ k l=",
       "2-2 env (a|b|=|c|\"d e\"|=|f|'g h'|=|i|j\\ k|=|l||=)"},
      {"EnvOldForm", "ENV a  b=c  d ", "2-2 env (a|b=c  d|)"},
      {"EnvWithEqualsInTheValue", "ENV a=b=c", "2-2 env (a|b=c|=)"},
      {"EnvEscapedQuote", "ENV a=\"b\\\"c\" d=e", "2-2 env (a|\"b\\\"c\"|=|d|e|=)"},
      {"EnvSingleQuoteKeepsEscapes", "ENV a='b\\' c=d", "2-2 env (a|'b\\'|=|c|d|=)"},
      {"EnvSingleQuoteEscaped", "ENV a='b\\'c'", "2-2 env (a|'b\\'c'|=)"},
      {"EnvQuotedKey", "LABEL \"a b\"=c", "2-2 label (\"a b\"|c|=)"},
      {"EnvInLines", "ENV a=b \\\n    c=d \\\n # no\n    e=f", "2-5 env (a|b|=|c|d|=|e|f|=)"},
      {"EnvEscapeAtTheEnd", "ENV a=b\\\\", "2-2 env (a|b\\\\|=)"},
      {"LabelOldForm", "LABEL a \"b c\"", "2-2 label (a|\"b c\"|)"},
      // HEALTHCHECK, ONBUILD.
      {"HealthNone", "HEALTHCHECK none", "2-2 healthcheck (none)"},
      {"HealthShell", "HEALTHCHECK --interval=1m30s --retries=3 CMD  a b",
       "2-2 healthcheck {--interval=1m30s} {--retries=3} (CMD|a b)"},
      {"HealthJson", "HEALTHCHECK --start-period=0 --start-interval=.5s CMD [\"a\", \"b\"]",
       "2-2 healthcheck {--start-period=0} {--start-interval=.5s} (CMD|a|b) json"},
      {"Onbuild", "ONBUILD RUN a b", "2-2 onbuild (run|a b)"},
      {"OnbuildFlags", "ONBUILD COPY --link a /b", "2-2 onbuild (copy|a|/b)"},
      {"OnbuildHeredoc", "ONBUILD RUN <<E\na\nE", "2-4 onbuild (run|<<E) <<E:a\n>"},
      // Heredocs.
      {"Heredoc", "RUN <<EOF\na\n  b # c\nEOF\nRUN d",
       "2-5 run (<<EOF) <<EOF:a\n  b # c\n>\n6-6 run (d)"},
      {"HeredocTabs", "RUN <<-EOF\n\ta\n\tEOF", "2-4 run (<<-EOF) <<-EOF:\ta\n>"},
      {"HeredocTabsOfAPlainOne", "RUN <<E\n\tE\nE", "2-4 run (<<E) <<E:\tE\n>"},
      {"HeredocQuoted", "RUN <<'E'\n$a\nE", "2-4 run (<<'E') <<!E:$a\n>"},
      {"HeredocQuotedInPart", "RUN <<E\"O\"F\nEOF", "2-3 run (<<E\"O\"F) <<!EOF:>"},
      {"HeredocNameOfTwoWords", "RUN <<\"E F\"\nE F", "2-3 run (<<\"E F\") <<!E F:>"},
      {"TwoHeredocs", "COPY <<a <<-'b' /c/\n1\na\n\t2\nb",
       "2-6 copy (<<a|<<-'b'|/c/) <<a:1\n> <<-!b:\t2\n>"},
      {"HeredocOfAdd", "ADD <<a /b\na", "2-3 add (<<a|/b) <<a:>"},
      {"HeredocOfACommand", "RUN 3<<E python <<F > /a\n1\nE\n2\nF",
       "2-6 run (3<<E python <<F > /a) <<E:1\n> <<F:2\n>"},
      {"HeredocInsideAWordIsNone", "RUN a<<E\nRUN b", "2-2 run (a<<E)\n3-3 run (b)"},
      {"HeredocInQuotesIsNone", "RUN \"a <<E b\"\nRUN b", "2-2 run (\"a <<E b\")\n3-3 run (b)"},
      {"HeredocBehindAnOpenQuoteIsNone", "RUN echo it's <<E\nRUN b",
       "2-2 run (echo it's <<E)\n3-3 run (b)"},
      {"HereStringIsNone", "RUN a <<<b\nRUN c", "2-2 run (a <<<b)\n3-3 run (c)"},
      {"ShiftIsNone", "RUN echo $((1<<3))\nRUN c", "2-2 run (echo $((1<<3)))\n3-3 run (c)"},
      {"HeredocOfCmdIsNone", "CMD <<E\nRUN a", "2-2 cmd (<<E)\n3-3 run (a)"},
      {"HeredocInJsonIsNone", "RUN [\"<<E\"]\nRUN a", "2-2 run (<<E) json\n3-3 run (a)"},
      {"HeredocKeepsCarriageReturns", "RUN <<E\r\na\r\nE\r\n", "2-4 run (<<E) <<E:a\r\n>"},
      {"HeredocKeepsContinuations", "RUN <<E\na \\\n\n# b\nE", "2-6 run (<<E) <<E:a \\\n\n# b\n>"},
      {"HeredocBehindAContinuation", "RUN a \\\n <<E\nb\nE", "2-5 run (a  <<E) <<E:b\n>"},
      {"HeredocWithDefault", "RUN echo ${a:-b} ${c} $d <<E\nE",
       "2-3 run (echo ${a:-b} ${c} $d <<E) <<E:>"},
  };
}

INSTANTIATE_TEST_SUITE_P(Table, Tree, testing::ValuesIn(Cases()),
                         [](const auto& test) { return std::string(test.param.name); });

Dockerfile Parsed(std::string_view text) {
  absl::StatusOr<Dockerfile> dockerfile = ParseDockerfile(text, "Dockerfile");
  EXPECT_TRUE(dockerfile.ok()) << dockerfile.status();
  return dockerfile.ok() ? *std::move(dockerfile) : Dockerfile{};
}

TEST(DirectivesTest, DirectivesEndAtTheFirstOtherLine) {
  const Dockerfile dockerfile = Parsed(
      "\xEF\xBB\xBF#  SynTax = a/b:1 \r\n # check=skip=all\n#escape=`\n# other=1\n# syntax=no\n"
      "FROM a `\nAS b\n");
  ASSERT_EQ(dockerfile.directives.size(), 3u);
  EXPECT_EQ(dockerfile.directives[0].name, "syntax");
  EXPECT_EQ(dockerfile.directives[0].value, "a/b:1");
  EXPECT_EQ(dockerfile.directives[1].value, "skip=all");
  EXPECT_EQ(dockerfile.directives[2].line, 3);
  EXPECT_EQ(dockerfile.escape, '`');
  EXPECT_EQ(Shown(dockerfile.instructions[0]), "6-7 from (a|AS|b)");
}

TEST(DirectivesTest, ADirectiveBehindABlankLineIsAComment) {
  const Dockerfile dockerfile = Parsed("\n# escape=`\nFROM a\n");
  EXPECT_TRUE(dockerfile.directives.empty());
  EXPECT_EQ(dockerfile.escape, '\\');
}

TEST(DirectivesTest, TheBacktickLeavesBackslashesAlone) {
  const Dockerfile dockerfile = Parsed("# escape=`\nFROM a\nCOPY a\\ c:\\\nENV a=b` c\n");
  EXPECT_EQ(ShownAll(dockerfile), "3-3 copy (a\\|c:\\)\n4-4 env (a|b` c|=)");
}

TEST(ParserTest, ArgsMayStandBeforeFrom) {
  const Dockerfile dockerfile = Parsed("# c\nARG V=1\nFROM a:$V");
  ASSERT_EQ(dockerfile.instructions.size(), 2u);
  EXPECT_EQ(Shown(dockerfile.instructions[0]), "2-2 arg (V=1)");
}

TEST(ParserTest, TheTriggerIsAnInstructionOfItsOwn) {
  const Dockerfile dockerfile = Parsed("FROM a\nonbuild copy --link [\"a\", \"b\"]\n");
  ASSERT_EQ(dockerfile.instructions[1].trigger.size(), 1u);
  EXPECT_EQ(Shown(dockerfile.instructions[1].trigger[0]), "2-2 copy {--link} (a|b) json");
  EXPECT_FALSE(dockerfile.instructions[1].json);
}

TEST(ParserTest, TheOriginalIsTheJoinedLine) {
  EXPECT_EQ(Parsed("FROM a\n  Run x \\\n# c\n  y\n").instructions[1].original, "Run x   y");
}

struct WarningCase {
  std::string_view text;
  std::string_view code;
  int line;
};

class Warnings : public testing::TestWithParam<WarningCase> {};

TEST_P(Warnings, NameTheirLine) {
  const Dockerfile dockerfile = Parsed(GetParam().text);
  ASSERT_EQ(dockerfile.warnings.size(), 1u);
  EXPECT_EQ(dockerfile.warnings[0].code, GetParam().code);
  EXPECT_EQ(dockerfile.warnings[0].line, GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Warnings,
    testing::Values(WarningCase{"FROM a\nRUN b \\\n\n\n c", "DOCKERFILE-BLANK-LINE", 3},
                    WarningCase{"FROM a\nMAINTAINER b", "DOCKERFILE-MAINTAINER", 2},
                    WarningCase{"FROM a\nCMD ['b']", "DOCKERFILE-NOT-JSON", 2},
                    WarningCase{"FROM a\nRUN", "DOCKERFILE-RUN-NOTHING", 2},
                    WarningCase{"FROM a\nENV a='b\\'c'", "DOCKERFILE-QUOTE", 2},
                    WarningCase{"FROM a\nADD \\b\\\\\" /c", "DOCKERFILE-QUOTE", 2}));

TEST(ParserTest, ALineMayBe65535BytesLong) {
  const std::string longest(65535 - 4, 'x');
  EXPECT_EQ(Parsed(Concat("FROM a\nRUN ", longest, "\n")).instructions[1].arguments[0], longest);
}

}  // namespace
}  // namespace release::image
