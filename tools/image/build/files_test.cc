// What COPY, ADD and WORKDIR put into layers.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/image/archive/testing.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/build/testing.h"

namespace release::image {
namespace {

struct Case {
  std::string name;
  std::string text;  // behind FROM scratch
  std::vector<std::string> inputs;
  std::string layers;
};

const std::vector<Case>& Cases() {
  static const auto* const cases = new std::vector<Case>{
      {"FileToName", "COPY a /b", {"a"}, "b 644:a"},
      {"ProgramIntoFolder", "COPY a /bin/", {"a*"}, "bin/ 755, bin/a 755:a"},
      {"RelativeToWorkdir", "WORKDIR /w\nCOPY a b", {"a"}, "w/ 755 | w/b 644:a"},
      {"FolderContent", "COPY d /e", {"d/f", "d/g/"}, "e/ 755, e/f 644:d/f, e/g/ 755"},
      {"ExistingFoldersAreNotRepeated",
       "COPY d /e/\nCOPY a /e/",
       {"d/f", "a"},
       "e/ 755, e/f 644:d/f | e/a 644:a"},
      {"SymlinksStay", "COPY d /", {"d/l->f", "d/f"}, "f 644:d/f, l->f"},
      {"ExpandsWords", "ENV S=a D=/x\nCOPY $S ${D}/", {"a"}, "x/ 755, x/a 644:a"},
      {"Json", "COPY [\"a b\", \"/c d\"]", {"a b"}, "c d 644:a b"},
      {"Wildcard", "COPY *.c /s/", {"a.c", "b.c", "c.h"}, "s/ 755, s/a.c 644:a.c, s/b.c 644:b.c"},
      {"ChownNumbers", "COPY --chown=5:6 a /n/b", {"a"}, "n/ 755 5:6, n/b 644:a 5:6"},
      {"ChownUserAlone", "COPY --chown=5 a /b", {"a"}, "b 644:a 5:5"},
      {"ChownExpands", "ARG U=7\nCOPY --chown=$U:8 a /b", {"a"}, "b 644:a 7:8"},
      {"ChmodOctal", "COPY --chmod=4700 a /b", {"a"}, "b 4700:a"},
      {"ChmodSymbols",
       "COPY --chmod=u=rwX,go= d /e",
       {"d/f", "d/p*"},
       "e/ 700, e/f 600:d/f, e/p 700:d/p"},
      {"ChmodLeavesFoldersAbove",
       "COPY --chmod=700 a /n/m/",
       {"a"},
       "n/ 755, n/m/ 755, n/m/a 700:a"},
      {"Exclude", "COPY --exclude=*.o d /e", {"d/f", "d/x.o"}, "e/ 755, e/f 644:d/f"},
      {"Parents", "COPY --parents d/./e/f /o/", {"d/e/f"}, "o/ 755, o/e/ 755, o/e/f 644:d/e/f"},
      {"LinkDoesNotSeeTheStage",
       "COPY a /d/a\nCOPY --link a /d/b",
       {"a"},
       "d/ 755, d/a 644:a | d/ 755, d/b 644:a"},
      {"Document", "COPY <<E /x\nhi $PATH_NOT_SET\"q\"\nE\n", {}, "x 644:hi \"q\"\n"},
      {"QuotedDocument", "COPY <<'E' /x\n$A\nE\n", {}, "x 644:$A\n"},
      {"DocumentWithoutTabs", "COPY <<-E /x\n\t\thi\n\tE\n", {}, "x 644:hi\n"},
      {"TwoDocumentsAndAFile",
       "COPY --chmod=600 <<A a <<B /d/\n1\nA\n2\nB\n",
       {"a"},
       "d/ 755, d/A 600:1\n, d/B 600:2\n, d/a 600:a"},
      {"WorkdirOfUser", "USER 7\nWORKDIR /a/b\nWORKDIR /a", {}, "a/ 755 7:7, a/b/ 755 7:7"},
      {"NamesOfTheStage",
       "COPY <<P <<G /etc/\napp:x:10:20::/:/bin/sh\nP\nweb:x:30:\nG\n"
       "COPY <<P /etc/passwd\napp:x:10:20::/:/bin/sh\nP\n"
       "COPY <<G /etc/group\nweb:x:30:\nG\n"
       "COPY --chown=app a /1\nCOPY --chown=app:web a /2\nCOPY --chown=app:7 a /3\n"
       "USER app:web\nWORKDIR /w",
       {"a"},
       "etc/ 755, etc/G 644:web:x:30:\n, etc/P 644:app:x:10:20::/:/bin/sh\n | "
       "etc/passwd 644:app:x:10:20::/:/bin/sh\n | etc/group 644:web:x:30:\n | "
       "1 644:a 10:20 | 2 644:a 10:30 | 3 644:a 10:7 | w/ 755 10:30"},
      {"AddCopiesPlainFiles", "ADD a d /x/", {"a", "d/f"}, "x/ 755, x/a 644:a, x/f 644:d/f"},
      {"ModesOfExistingFoldersChange",
       "COPY --chmod=700 d/ /d/\nCOPY . /",
       {"d/g/h"},
       "d/ 755, d/g/ 700, d/g/h 700:d/g/h | d/g/ 755, d/g/h 644:d/g/h"},
  };
  return *cases;
}

TEST(FilesTest, EachInstructionMakesItsEntries) {
  for (const Case& each : Cases()) {
    SCOPED_TRACE(each.name);
    Workshop workshop;
    workshop.Declare(each.inputs);
    const absl::StatusOr<StageState> stage = workshop.Evaluate("FROM scratch\n" + each.text);
    ASSERT_TRUE(stage.ok()) << stage.status();
    EXPECT_EQ(Shown(*stage), each.layers);
  }
}

TEST(FilesTest, AddUnpacksArchivesAndCopyDoesNot) {
  Workshop workshop;
  TestMember owned = TestFile("in/f", "f");
  owned.uid = 3;
  owned.gid = 4;
  workshop.Write("a.tgz", "");
  ASSERT_TRUE(
      WriteTestTar(workshop.Path("a.tgz"), {TestFolder("in", 0700), owned}, ARCHIVE_FILTER_GZIP));
  workshop.request.inputs.push_back({.path = "a.tgz", .source = workshop.Path("a.tgz")});
  const absl::StatusOr<StageState> stage =
      workshop.Evaluate("FROM scratch\nADD --chown=9 a.tgz /opt/x/\nCOPY a.tgz /b\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_TRUE(Shown(*stage).starts_with(
      "opt/ 755 9:9, opt/x/ 755 9:9, opt/x/in/ 700, opt/x/in/f 644:f 3:4 | b 644:"))
      << Shown(*stage);
  const absl::StatusOr<StageState> kept =
      workshop.Evaluate("FROM scratch\nADD --unpack=false a.tgz /x/\n");
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_TRUE(Shown(*kept).starts_with("x/ 755, x/a.tgz 644:"));
}

TEST(FilesTest, TheIgnoreFileOfTheDockerfileWins) {
  Workshop workshop;
  workshop.Declare({"a", "b"});
  workshop.request.inputs.push_back(
      {.path = ".dockerignore", .source = workshop.Write("context/.dockerignore", "*\n")});
  ASSERT_FALSE(workshop.Evaluate("FROM scratch\nCOPY a /").ok());
  workshop.request.inputs.push_back(
      {.path = "x/Dockerfile.dockerignore",
       .source = workshop.Write("Dockerfile.dockerignore", "# comment\nb\n.dockerignore\nx\n")});
  const absl::StatusOr<StageState> stage = workshop.Evaluate("FROM scratch\nCOPY . /");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(Shown(*stage), "a 644:a");
}

}  // namespace
}  // namespace release::image
