// Every mistake that the parser refuses, with the place it names.
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/image/dockerfile/parser.h"

namespace release::image {
namespace {

struct Case {
  std::string_view text;
  std::string_view code;
  std::uint32_t line;
  std::uint32_t column;
  std::string_view said;  // a part of what, why or fix
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.text; }

class Refusal : public testing::TestWithParam<Case> {};

TEST_P(Refusal, NamesThePlaceAndTheCure) {
  const absl::StatusOr<Dockerfile> dockerfile = ParseDockerfile(GetParam().text, "a/Dockerfile");
  ASSERT_FALSE(dockerfile.ok());
  const v1::Diagnosis diagnosis = DiagnosisOf(dockerfile.status());
  EXPECT_EQ(diagnosis.code(), GetParam().code);
  EXPECT_EQ(diagnosis.place().file(), "a/Dockerfile");
  EXPECT_EQ(diagnosis.place().line(), GetParam().line);
  EXPECT_EQ(diagnosis.place().column(), GetParam().column);
  EXPECT_FALSE(diagnosis.fix().empty());
  const std::string all = diagnosis.what() + "\n" + diagnosis.why() + "\n" + diagnosis.fix();
  EXPECT_NE(all.find(GetParam().said), std::string::npos) << all;
}

constexpr std::string_view kNul("FROM a\nRUN b\0c\n", 15);

INSTANTIATE_TEST_SUITE_P(
    Table, Refusal,
    testing::Values(
        Case{"", "DOCKERFILE-EMPTY", 0, 0, "FROM scratch"},
        Case{"# a\n\n \t\n# b", "DOCKERFILE-EMPTY", 0, 0, "comments"},
        Case{kNul, "DOCKERFILE-BYTES", 2, 1, "UTF-8"},
        Case{"# escape=x\nFROM a", "DOCKERFILE-DIRECTIVE", 1, 10, "`x`"},
        Case{"# escape=`\n# Escape=`\nFROM a", "DOCKERFILE-DIRECTIVE", 2, 1, "twice"},
        Case{"# syntax=a\n# check=b\n# syntax=c\nFROM a", "DOCKERFILE-DIRECTIVE", 3, 1, "line 1"},
        Case{"FROM a\nRNU b", "DOCKERFILE-INSTRUCTION", 2, 1, "did you mean `RUN`?"},
        Case{"FROM a\n  COPPY b c", "DOCKERFILE-INSTRUCTION", 2, 3, "`COPY`"},
        Case{"FROM a\nbanana", "DOCKERFILE-INSTRUCTION", 2, 1, "unknown instruction `banana`"},
        Case{"FROM a\nRUN b\n  && c", "DOCKERFILE-INSTRUCTION", 3, 3, "end the line above"},
        Case{"FROM a\nONBUILD BANANA b", "DOCKERFILE-INSTRUCTION", 2, 9, "BANANA"},
        Case{"FROM a\nCOPY --form=b c d", "DOCKERFILE-FLAG", 2, 6, "did you mean `--from`?"},
        Case{"FROM a\nCOPY \\\n  --chmdo=1 c d", "DOCKERFILE-FLAG", 3, 3, "--chmod"},
        Case{"FROM a\nCMD --b c", "DOCKERFILE-FLAG", 2, 5, "takes no flags"},
        Case{"FROM a\nRUN --mount b", "DOCKERFILE-FLAG", 2, 5, "has no value"},
        Case{"FROM a\nCOPY --link=yes b c", "DOCKERFILE-FLAG", 2, 6, "true or false"},
        Case{"FROM a\nCOPY --link= b c", "DOCKERFILE-FLAG", 2, 6, "true or false"},
        Case{"FROM a\nCOPY --from=b --from=c d e", "DOCKERFILE-FLAG", 2, 6, "twice"},
        Case{"FROM a\nRUN --network=wlan b", "DOCKERFILE-FLAG", 2, 5, "default, none, host"},
        Case{"FROM a\nRUN --security=no b", "DOCKERFILE-FLAG", 2, 5, "sandbox"},
        Case{"FROM --platfrom=b a", "DOCKERFILE-FLAG", 1, 6, "--platform"},
        Case{"FROM a\nONBUILD RUN --nope b", "DOCKERFILE-FLAG", 2, 13, "--nope"},
        Case{"FROM a\nCOPY --parents=maybe b c", "DOCKERFILE-FLAG", 2, 6, "--parents"},
        Case{"FROM a\nADD --from=b c d", "DOCKERFILE-FLAG", 2, 5, "ADD has no flag"},
        Case{"FROM a\nRUN <<EOF\nb\n", "DOCKERFILE-HEREDOC", 2, 5, "`EOF` does not end"},
        Case{"FROM a\nRUN b \\\n <<E\n E\n", "DOCKERFILE-HEREDOC", 3, 2, "without indentation"},
        Case{"FROM a\nCOPY <<b <<c /d\nb\n", "DOCKERFILE-HEREDOC", 2, 6, "`c` does not end"},
        Case{"FROM a\nCOPY b <<c\nc\n", "DOCKERFILE-ARGUMENTS", 2, 8, "destination"},
        Case{"FROM a\nCMD [1, 2]", "DOCKERFILE-JSON", 2, 5, "strings"},
        Case{"FROM a\nCMD [ \"b\", [ \"c\" ] ]", "DOCKERFILE-JSON", 2, 5, "double quotes"},
        Case{"FROM a\nSHELL /bin/sh -c", "DOCKERFILE-JSON", 2, 7, "SHELL ["},
        Case{"FROM a\nENV b", "DOCKERFILE-KEY-VALUE", 2, 5, "b=value"},
        Case{"FROM a\nLABEL b=c d", "DOCKERFILE-KEY-VALUE", 2, 11, "`d` has no `=`"},
        Case{"FROM a\nENV =b", "DOCKERFILE-ARGUMENTS", 2, 5, "name"},
        Case{"FROM a\nARG =b", "DOCKERFILE-ARGUMENTS", 2, 5, "name"},
        Case{"FROM a\nENV b=\"c d", "DOCKERFILE-QUOTE", 2, 7, "closing \""},
        Case{"FROM a\nLABEL b=c \\\n d='e f", "DOCKERFILE-QUOTE", 3, 4, "`'e f`"},
        Case{"ARG b=\"c\nFROM a", "DOCKERFILE-QUOTE", 1, 7, "ARG does not end"},
        Case{"RUN a\nFROM b", "DOCKERFILE-NO-STAGE", 1, 1, "RUN stands before"},
        Case{"ARG a\n\n env b=c\nFROM b", "DOCKERFILE-NO-STAGE", 3, 2, "ENV"},
        Case{"ARG a=b", "DOCKERFILE-NO-STAGE", 1, 1, "no FROM"},
        Case{"FROM", "DOCKERFILE-ARGUMENTS", 1, 1, "FROM image"},
        Case{"FROM a b", "DOCKERFILE-ARGUMENTS", 1, 1, "AS name"},
        Case{"FROM a IS b", "DOCKERFILE-ARGUMENTS", 1, 1, "AS name"},
        Case{"FROM a AS 1b", "DOCKERFILE-STAGE-NAME", 1, 11, "`1b`"},
        Case{"FROM a AS b/c", "DOCKERFILE-STAGE-NAME", 1, 11, "begins with a letter"},
        Case{"FROM a\nCOPY b", "DOCKERFILE-ARGUMENTS", 2, 1, "a destination"},
        Case{"FROM a\nADD", "DOCKERFILE-ARGUMENTS", 2, 1, "ADD needs"},
        Case{"FROM a\nWORKDIR", "DOCKERFILE-ARGUMENTS", 2, 1, "WORKDIR needs"},
        Case{"FROM a\nENV", "DOCKERFILE-ARGUMENTS", 2, 1, "ENV needs"},
        Case{"FROM a\nVOLUME [\"\"]", "DOCKERFILE-ARGUMENTS", 2, 1, "empty path"},
        Case{"FROM a\nEXPOSE 80 http", "DOCKERFILE-PORT", 2, 11, "`http`"},
        Case{"FROM a\nEXPOSE 70000", "DOCKERFILE-PORT", 2, 8, "65535"},
        Case{"FROM a\nEXPOSE 80/icmp", "DOCKERFILE-PORT", 2, 8, "/udp"},
        Case{"FROM a\nEXPOSE 90-80", "DOCKERFILE-PORT", 2, 8, "range"},
        Case{"FROM a\nONBUILD ONBUILD RUN b", "DOCKERFILE-ONBUILD", 2, 9, "ONBUILD"},
        Case{"FROM a\nONBUILD from b", "DOCKERFILE-ONBUILD", 2, 9, "`FROM`"},
        Case{"FROM a\nONBUILD MAINTAINER b", "DOCKERFILE-ONBUILD", 2, 9, "trigger"},
        Case{"FROM a\nONBUILD", "DOCKERFILE-ARGUMENTS", 2, 1, "ONBUILD needs"},
        Case{"FROM a\nHEALTHCHECK NONE b", "DOCKERFILE-HEALTHCHECK", 2, 18, "NONE"},
        Case{"FROM a\nHEALTHCHECK curl b", "DOCKERFILE-HEALTHCHECK", 2, 13, "CMD and NONE"},
        Case{"FROM a\nHEALTHCHECK CMD", "DOCKERFILE-HEALTHCHECK", 2, 1, "no command"},
        Case{"FROM a\nHEALTHCHECK --interval=5 CMD b", "DOCKERFILE-HEALTHCHECK", 2, 13, "30s"},
        Case{"FROM a\nHEALTHCHECK --timeout=1us CMD b", "DOCKERFILE-HEALTHCHECK", 2, 13, "1ms"},
        Case{"FROM a\nHEALTHCHECK --retries=-1 CMD b", "DOCKERFILE-HEALTHCHECK", 2, 13, "`-1`"},
        Case{"FROM a\nHEALTHCHECK --intervall=5s CMD b", "DOCKERFILE-FLAG", 2, 13, "--interval"},
        // The form of a line is judged before the instructions above it.
        Case{"FROM a\nBANANA\nRUN <<E\n", "DOCKERFILE-HEREDOC", 3, 5, "`E`"}));

TEST(RefusalTest, ALineIsTooLongFrom65536BytesOn) {
  const auto dockerfile = ParseDockerfile("FROM a\nRUN " + std::string(65536 - 4, 'x'), "D");
  EXPECT_EQ(DiagnosisOf(dockerfile.status()).code(), "DOCKERFILE-LONG-LINE");
  EXPECT_EQ(DiagnosisOf(dockerfile.status()).place().line(), 2u);
}

TEST(RefusalTest, AFileIsTooLargeFromOneMebibyteOn) {
  std::string text = "FROM a\n";
  while (text.size() <= kLargestDockerfile) text += "RUN " + std::string(1000, 'x') + "\n";
  const auto dockerfile = ParseDockerfile(text, "D");
  EXPECT_EQ(DiagnosisOf(dockerfile.status()).code(), "DOCKERFILE-TOO-LARGE");
}

TEST(RefusalTest, ADirectoryIsNoDockerfile) {
  EXPECT_FALSE(ReadDockerfile("/tmp").ok());
  EXPECT_EQ(DiagnosisOf(ReadDockerfile("/does/not/exist").status()).code(), "FILE-NOT-FOUND");
}

TEST(RefusalTest, ADiagnosisOfBytesThatAreNoUtf8KeepsItsCode) {
  const auto dockerfile = ParseDockerfile("FROM a\n\xFFRUN b", "D");
  EXPECT_EQ(DiagnosisOf(dockerfile.status()).code(), "DOCKERFILE-INSTRUCTION");
}

}  // namespace
}  // namespace release::image
