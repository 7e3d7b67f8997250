// Bad input: which diagnosis, and where in the Dockerfile it points.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/image/build/build_image.h"
#include "tools/image/build/testing.h"

namespace release::image {
namespace {

struct Case {
  std::string text;
  std::string code;
  int line;
  int column;
  std::string part;  // of what, why or fix
};

const std::vector<Case>& Cases() {
  static const auto* const cases = new std::vector<Case>{
      // Stages and bases.
      {"FROM debian:12\n", "IMAGE-BASE-UNMAPPED", 1, 6, "bases = {\"debian:12\""},
      {"FROM scratch AS build\nFROM biuld\n", "IMAGE-BASE-UNMAPPED", 2, 6, "did you mean `build`"},
      {"FROM loose\n", "IMAGE-BASE-UNPINNED", 1, 6, "bases = {\"loose\""},
      {"FROM gone\n", "OCI-LAYOUT", 1, 6, ""},
      {"ARG B\nFROM $B\n", "IMAGE-BASE-BLANK", 2, 6, "before the first FROM"},
      {"FROM ${B:?none}\n", "IMAGE-EXPAND-REQUIRED", 1, 6, "none"},
      {"FROM --platform=lin!ux scratch\n", "IMAGE-PLATFORM", 1, 17, ""},
      {"FROM --platform=$X scratch\n", "IMAGE-PLATFORM", 1, 17, "empty"},
      {"FROM scratch\nCOPY --from=biuld / /\n", "IMAGE-BASE-UNMAPPED", 2, 13, "biuld"},
      {"FROM scratch AS build\nFROM scratch\nCOPY --from=biuld / /\n", "IMAGE-BASE-UNMAPPED", 3, 13,
       "did you mean `build`"},
      {"FROM scratch\nCOPY --from=7 / /\n", "IMAGE-STAGE-UNKNOWN", 2, 13, "stage 0"},
      {"FROM scratch\nCOPY --from=$S / /\n", "IMAGE-FROM-VARIABLE", 2, 13, "FROM $S AS"},
      {"FROM scratch AS a\nCOPY --from=b / /\nFROM a AS b\n", "IMAGE-STAGE-CIRCULAR", 3, 6,
       "needs"},
      {"FROM scratch AS a\nCOPY --from=a / /\n", "IMAGE-STAGE-CIRCULAR", 2, 13, "itself"},
      {"FROM scratch AS a\nCOPY --from=b /x /\nFROM scratch AS b\nFROM a\n", "IMAGE-STAGE-LATER", 2,
       13, "above"},
      // Words.
      {"FROM scratch\nWORKDIR \"/a\n", "IMAGE-EXPAND-QUOTE", 2, 9, ""},
      {"FROM scratch\nCOPY a \\\n  \"b\n", "IMAGE-EXPAND-QUOTE", 3, 3, ""},
      {"FROM scratch\nUSER ${A\n", "IMAGE-EXPAND-BRACE", 2, 6, ""},
      {"FROM scratch\nENV A=x B=${C:?unset}\n", "IMAGE-EXPAND-REQUIRED", 2, 11, "unset"},
      {"FROM scratch\nENV A='x\n", "DOCKERFILE-QUOTE", 2, 7, ""},
      {"FROM scratch\nENV $A=x\n", "IMAGE-NAME-BLANK", 2, 5, ""},
      {"FROM scratch\nWORKDIR $A\n", "IMAGE-WORKDIR-BLANK", 2, 9, ""},
      {"FROM scratch\nWORKDIR /a/../..\n", "IMAGE-WORKDIR-ESCAPES", 2, 9, "above the root"},
      {"FROM scratch\nCOPY a /f\nWORKDIR /f/d\n", "IMAGE-WORKDIR-NOT-FOLDER", 3, 9, "/f"},
      {"FROM scratch\nARG P=x\nEXPOSE 80 $P\n", "IMAGE-PORT", 3, 11, "x"},
      {"FROM scratch\nVOLUME $A\n", "IMAGE-VOLUME", 2, 8, ""},
      {"FROM scratch\nSTOPSIGNAL SIGTREM\n", "IMAGE-SIGNAL", 2, 12, "did you mean `SIGTERM`"},
      {"FROM scratch\nSTOPSIGNAL 65\n", "IMAGE-SIGNAL", 2, 12, "1 to 64"},
      // COPY and ADD.
      {"FROM scratch\nCOPY b /\n", "IMAGE-COPY-MISSING", 2, 6, "declared inputs are"},
      {"FROM scratch\nCOPY a b /\n", "IMAGE-COPY-MISSING", 2, 8, "b"},
      {"FROM scratch\nCOPY *.x /\n", "IMAGE-COPY-MISSING", 2, 6, "*.x"},
      {"FROM scratch\nCOPY ../a /\n", "IMAGE-COPY-ESCAPES", 2, 6, ""},
      {"FROM scratch\nCOPY a ../b\n", "IMAGE-COPY-ESCAPES", 2, 8, "destination"},
      {"FROM scratch\nCOPY out /\n", "IMAGE-CONTEXT-ESCAPES", 2, 6, ""},
      {"FROM scratch\nCOPY a d /x\n", "IMAGE-COPY-DESTINATION", 2, 10, "/x/"},
      {"FROM scratch\nCOPY a <<E /x\nE\n", "IMAGE-COPY-DESTINATION", 2, 12, "/x/"},
      {"FROM scratch\nCOPY $A /\n", "IMAGE-SOURCE-BLANK", 2, 6, ""},
      {"FROM scratch\nCOPY --chown=app a /\n", "IMAGE-USER-UNKNOWN", 2, 14, "/etc/passwd"},
      {"FROM scratch\nCOPY --chown=1:web a /\n", "IMAGE-USER-UNKNOWN", 2, 14, "/etc/group"},
      {"FROM scratch\nCOPY --chown=4294967295 a /\n", "IMAGE-USER-NUMBER", 2, 14, ""},
      {"FROM scratch\nUSER app\nWORKDIR /w\n", "IMAGE-USER-UNKNOWN", 3, 9, "app"},
      {"FROM scratch\nCOPY --chmod=a+q a /\n", "IMAGE-COPY-MODE", 2, 14, "a+q"},
      {"FROM scratch\nCOPY --chmod=888 a /\n", "IMAGE-COPY-MODE", 2, 14, "octal"},
      {"FROM scratch\nADD https://x.org/a /\n", "IMAGE-ADD-REMOTE", 2, 5, "repository rule"},
      {"FROM scratch\nADD git@x.org:a.git /\n", "IMAGE-ADD-REMOTE", 2, 5, "repository rule"},
      {"FROM scratch\nCOPY http://x.org/a /\n", "IMAGE-COPY-REMOTE", 2, 6, "repository rule"},
      {"FROM scratch\nADD --checksum=sha256:0 a /\n", "IMAGE-ADD-FLAG", 2, 5, "repository rule"},
      {"FROM scratch\nADD --keep-git-dir a /\n", "IMAGE-ADD-FLAG", 2, 5, "repository rule"},
      {"FROM scratch\nADD broken.tar /\n", "IMAGE-ADD-BROKEN", 2, 5, "broken.tar"},
      // RUN, and what the parser refuses.
      {"FROM scratch\nRUN make\n", "IMAGE-RUN-REFUSED", 2, 1, "run = \"sandbox\""},
      {"FROM scratch\nCPOY a /\n", "DOCKERFILE-INSTRUCTION", 2, 1, "COPY"},
      {"FROM scratch\nCOPY <<E /x\nhi\n", "DOCKERFILE-HEREDOC", 2, 6, ""},
  };
  return *cases;
}

// A tar whose only member is cut off.
std::string BrokenTar() {
  std::string tar(512, '\0');
  tar.replace(0, 4, "file");
  tar.replace(100, 8, "0000644\0", 8);
  tar.replace(124, 12, "00000007777\0", 12);
  tar.replace(156, 1, "0");
  tar.replace(257, 8, "ustar\00000", 8);
  unsigned sum = 8 * ' ';
  for (const char c : tar) sum += static_cast<unsigned char>(c);
  char text[8];
  std::snprintf(text, sizeof(text), "%06o", sum);
  tar.replace(148, 8, std::string(text, 7) + " ");
  return tar + "short";
}

TEST(RefusalsTest, EachMistakeHasItsCodeItsPlaceAndACure) {
  for (const Case& each : Cases()) {
    SCOPED_TRACE(each.text);
    Workshop workshop;
    workshop.Declare({"a", "d/f", "out->/etc"});
    workshop.request.inputs.push_back(
        {.path = "broken.tar", .source = workshop.Write("broken.tar", BrokenTar())});
    workshop.request.bases["loose"] = {.path = workshop.Path("loose"), .digest = std::nullopt};
    workshop.request.bases["gone"] = {.path = workshop.Path("gone"), .digest = DigestOf("x")};
    workshop.Write("Dockerfile", each.text);
    const absl::StatusOr<BuildResult> result = BuildImage(workshop.request);
    ASSERT_FALSE(result.ok());
    const v1::Diagnosis diagnosis = DiagnosisOf(result.status());
    EXPECT_EQ(diagnosis.code(), each.code) << diagnosis.what();
    EXPECT_EQ(diagnosis.place().file(), workshop.Path("Dockerfile"));
    EXPECT_EQ(static_cast<int>(diagnosis.place().line()), each.line);
    EXPECT_EQ(static_cast<int>(diagnosis.place().column()), each.column)
        << diagnosis.place().excerpt();
    EXPECT_FALSE(diagnosis.place().excerpt().empty());
    EXPECT_FALSE(diagnosis.fix().empty());
    const std::string all = diagnosis.what() + "\n" + diagnosis.why() + "\n" + diagnosis.fix();
    EXPECT_NE(all.find(each.part), std::string::npos) << all;
    EXPECT_FALSE(std::filesystem::exists(workshop.request.output));
  }
}

TEST(RefusalsTest, AnUnknownTargetIsToldWithItsNeighbour) {
  Workshop workshop;
  workshop.request.target = "relaese";
  workshop.Write("Dockerfile", "FROM scratch AS release\n");
  const v1::Diagnosis diagnosis = DiagnosisOf(BuildImage(workshop.request).status());
  EXPECT_EQ(diagnosis.code(), "IMAGE-STAGE-UNKNOWN");
  EXPECT_NE(diagnosis.what().find("did you mean `release`"), std::string::npos);
}

TEST(RefusalsTest, ATriggerOfTheBaseIsShownAtItsFrom) {
  Workshop workshop;
  workshop.Write("Dockerfile", "FROM scratch\nONBUILD COPY gone /\n");
  const absl::StatusOr<BuildResult> base = BuildImage(workshop.request);
  ASSERT_TRUE(base.ok()) << base.status();
  workshop.request.bases["base"] = {.path = workshop.Path("out"), .digest = base->digest};
  workshop.request.output = workshop.Path("second");
  workshop.Write("Dockerfile", "\nFROM base\n");
  const v1::Diagnosis diagnosis = DiagnosisOf(BuildImage(workshop.request).status());
  EXPECT_EQ(diagnosis.code(), "IMAGE-COPY-MISSING");
  EXPECT_EQ(diagnosis.place().line(), 2u);
  ASSERT_EQ(diagnosis.evidence_size(), 1);
  EXPECT_EQ(diagnosis.evidence(0), "ONBUILD COPY gone /");
}

TEST(RefusalsTest, ABaseForAnotherMachineIsRefused) {
  Workshop workshop;
  workshop.Write("Dockerfile", "FROM scratch\n");
  workshop.request.platform.architecture = "arm64";
  const absl::StatusOr<BuildResult> base = BuildImage(workshop.request);
  ASSERT_TRUE(base.ok()) << base.status();
  workshop.request.bases["base"] = {.path = workshop.Path("out"), .digest = base->digest};
  workshop.request.platform.architecture = "amd64";
  workshop.request.output = workshop.Path("second");
  workshop.Write("Dockerfile", "FROM base\n");
  const v1::Diagnosis diagnosis = DiagnosisOf(BuildImage(workshop.request).status());
  EXPECT_EQ(diagnosis.code(), "IMAGE-BASE-PLATFORM");
  EXPECT_EQ(diagnosis.place().column(), 6u);
}

TEST(RefusalsTest, AnOutputThatIsNotEmptyIsLeftAlone) {
  Workshop workshop;
  workshop.Write("Dockerfile", "FROM scratch\n");
  workshop.Write("out/mine", "mine");
  EXPECT_EQ(DiagnosisOf(BuildImage(workshop.request).status()).code(), "OCI-DIRECTORY");
  EXPECT_TRUE(std::filesystem::exists(workshop.Path("out/mine")));
}

TEST(RefusalsTest, AFailureLeavesNothingBesideTheOutput) {
  Workshop workshop;
  workshop.Declare({"a"});
  workshop.Write("Dockerfile", "FROM scratch\nCOPY a /\nLABEL x=\xff\n");
  workshop.request.output = workshop.Path("place/out");
  EXPECT_EQ(DiagnosisOf(BuildImage(workshop.request).status()).code(), "OCI-TEXT-NOT-UTF8");
  EXPECT_TRUE(std::filesystem::is_empty(workshop.Path("place")));
}

}  // namespace
}  // namespace release::image
