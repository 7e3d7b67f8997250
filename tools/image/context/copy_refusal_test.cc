#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/image/context/copy_plan.h"
#include "tools/image/context/missing_source.h"
#include "tools/image/context/testing.h"

namespace release::image {
namespace {

v1::Diagnosis Refusal(const CopyRequest& request) {
  const auto ignore = IgnorePatterns::Create({"secret"});
  const auto context =
      MakeBuildContext(Inputs({"src/main.cc", "README.md", "x", "y", "out->../../etc",
                               "abs->/etc/passwd", "secret/key"}),
                       *ignore);
  const auto root = SourceTree::Create({{.path = "opt", .kind = NodeKind::kDirectory, .mode = 0755},
                                        {.path = "opt/file"},
                                        {.path = "opt/x/y"}},
                                       LinkRule::kRooted);
  EXPECT_TRUE(context.ok() && root.ok());
  const auto plan = PlanCopy(request, {.tree = context->tree, .ignored = &context->ignored}, *root);
  EXPECT_FALSE(plan.ok()) << request.sources[0];
  return DiagnosisOf(plan.status());
}

TEST(CopyRefusalTest, AMissingSourceIsNamedWithWhatIsThere) {
  const v1::Diagnosis diagnosis = Refusal({.sources = {"src/mian.cc"}, .destination = "/"});
  EXPECT_EQ(diagnosis.code(), "IMAGE-COPY-MISSING");
  EXPECT_EQ(diagnosis.what(),
            "COPY src/mian.cc: not in the context; declared inputs are README.md, abs, out, "
            "src/main.cc, x, y");
  EXPECT_EQ(diagnosis.fix(), "Did you mean `src/main.cc`? Otherwise declare the file as an input.");
  EXPECT_EQ(Refusal({.sources = {"lib/main.cc"}, .destination = "/", .parents = true}).fix(),
            "Did you mean `src/main.cc`? Otherwise declare the file as an input.");
}

TEST(CopyRefusalTest, AnIgnoredSourceIsSaidToBeIgnored) {
  const v1::Diagnosis diagnosis = Refusal({.sources = {"secret/key"}, .destination = "/"});
  EXPECT_EQ(diagnosis.code(), "IMAGE-COPY-MISSING");
  EXPECT_EQ(diagnosis.why(),
            "`secret/key` is declared, but the pattern `secret` of .dockerignore leaves it out");
}

TEST(CopyRefusalTest, AStageSaysItsName) {
  const SourceTree empty;
  const auto status = MissingSource("COPY", "/bin/x", {.tree = empty, .name = "stage `build`"});
  EXPECT_EQ(DiagnosisOf(status).what(), "COPY /bin/x: not in stage `build`");
}

TEST(CopyRefusalTest, NothingLeadsOutOfTheContextOrTheRoot) {
  EXPECT_EQ(Refusal({.sources = {"../x"}, .destination = "/"}).code(), "IMAGE-COPY-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"/../x"}, .destination = "/"}).code(), "IMAGE-COPY-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"../x"}, .destination = "/", .parents = true}).code(),
            "IMAGE-COPY-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"x"}, .destination = "/../../x"}).code(), "IMAGE-COPY-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"x"}, .destination = "../../x", .workdir = "/a"}).code(),
            "IMAGE-COPY-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"out"}, .destination = "/"}).code(), "IMAGE-CONTEXT-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"out/passwd"}, .destination = "/"}).code(),
            "IMAGE-CONTEXT-ESCAPES");
  EXPECT_EQ(Refusal({.sources = {"a*"}, .destination = "/"}).code(), "IMAGE-CONTEXT-ESCAPES");
}

TEST(CopyRefusalTest, SeveralFilesNeedAFolder) {
  EXPECT_EQ(Refusal({.sources = {"x", "y"}, .destination = "/new"}).fix(), "Write `/new/`.");
  EXPECT_EQ(Refusal({.sources = {"[xy]"}, .destination = "/new"}).code(), "IMAGE-COPY-DESTINATION");
  EXPECT_EQ(Refusal({.sources = {"x", "src"}, .destination = "/opt/file"}).code(),
            "IMAGE-COPY-DESTINATION");
}

TEST(CopyRefusalTest, FilesAndFoldersDoNotReplaceEachOther) {
  EXPECT_EQ(Refusal({.sources = {"src"}, .destination = "/opt/file"}).code(),
            "IMAGE-COPY-FOLDER-OVER-FILE");
  EXPECT_EQ(Refusal({.sources = {"x"}, .destination = "/opt/file/"}).code(),
            "IMAGE-COPY-FOLDER-OVER-FILE");
  EXPECT_EQ(Refusal({.sources = {"x"}, .destination = "/opt/"}).code(),
            "IMAGE-COPY-FILE-OVER-FOLDER");
}

TEST(CopyRefusalTest, BadPatternsAreNamed) {
  EXPECT_EQ(Refusal({.sources = {"a["}, .destination = "/"}).code(), "IMAGE-CONTEXT-PATTERN");
  EXPECT_EQ(Refusal({.sources = {"x"}, .destination = "/", .excludes = {"["}}).code(),
            "IMAGE-CONTEXT-PATTERN");
}

TEST(CopyRefusalTest, TextThatIsNoUtf8IsStillTold) {
  EXPECT_EQ(Refusal({.sources = {"\xff\xfe"}, .destination = "/"}).code(), "IMAGE-COPY-MISSING");
}

}  // namespace
}  // namespace release::image
