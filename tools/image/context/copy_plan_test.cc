#include "tools/image/context/copy_plan.h"

#include "gtest/gtest.h"
#include "tools/image/context/testing.h"

namespace release::image {
namespace {

const BuildContext& Context() {
  static const BuildContext context =
      *MakeBuildContext(Inputs({"run*", "a.txt", "b.txt", "arr[0].txt", "d/x.md", "d/y.txt",
                                "d/e/z.txt", "d/l->x.md", "void/", "ld->d", "lf->d/e/z.txt"}),
                        IgnorePatterns());
  return context;
}

struct Case {
  std::vector<std::string> sources;
  const char* destination;
  const char* expected;
  std::vector<std::string> excludes = {};
};

// With a stage that has /opt, /lib -> usr/lib, /usr/lib and the file /etc/conf.
void Expect(bool parents, const std::vector<Case>& cases) {
  const auto root = SourceTree::Create(
      {{.path = "opt", .kind = NodeKind::kDirectory, .mode = 0700},
       {.path = "usr/lib", .kind = NodeKind::kDirectory, .mode = 0755},
       {.path = "etc/conf"},
       {.path = "lib", .kind = NodeKind::kSymlink, .mode = 0777, .link_target = "usr/lib"}},
      LinkRule::kRooted);
  ASSERT_TRUE(root.ok()) << root.status();
  for (const Case& c : cases) {
    const CopyRequest request{.sources = c.sources,
                              .destination = c.destination,
                              .workdir = "/place",
                              .excludes = c.excludes,
                              .parents = parents};
    const auto plan = PlanCopy(request, {.tree = Context().tree}, *root);
    ASSERT_TRUE(plan.ok()) << c.sources[0] << " " << c.destination << ": " << plan.status();
    EXPECT_EQ(Shown(*plan), c.expected) << c.sources[0] << " " << c.destination;
  }
}

TEST(CopyPlanTest, AFileBecomesTheDestinationOrGoesIntoIt) {
  Expect(false,
         {{{"a.txt"}, "/new", "/new=644:/src/a.txt"},
          {{"run"}, "/bin/run", "/bin+755 /bin/run=755:/src/run"},
          {{"a.txt"}, "/new/", "/new+755 /new/a.txt=644:/src/a.txt"},
          {{"a.txt"}, "/opt", "/opt/a.txt=644:/src/a.txt"},
          {{"a.txt"}, "/", "/a.txt=644:/src/a.txt"},
          {{"a.txt"}, ".", "/place+755 /place/a.txt=644:/src/a.txt"},
          {{"a.txt"}, "sub/b", "/place+755 /place/sub+755 /place/sub/b=644:/src/a.txt"},
          {{"/d/../a.txt"}, "/etc/conf", "/etc/conf=644:/src/a.txt"},
          {{"a.txt"}, "/lib/", "/usr/lib/a.txt=644:/src/a.txt"},
          {{"a.txt"}, "/x/../opt/", "/opt/a.txt=644:/src/a.txt"},
          {{"a.txt", "b.txt"}, "/opt", "/opt/a.txt=644:/src/a.txt /opt/b.txt=644:/src/b.txt"}});
}

TEST(CopyPlanTest, TheContentOfAFolderIsCopied) {
  Expect(false,
         {{{"d"},
           "/t",
           "/t+755 /t/e/755 /t/e/z.txt=644:/src/d/e/z.txt /t/l->x.md /t/x.md=644:/src/d/x.md "
           "/t/y.txt=644:/src/d/y.txt"},
          {{"d/e/"}, "/opt/", "/opt/z.txt=644:/src/d/e/z.txt"},
          {{"void"}, "/made/here", "/made+755 /made/here+755"},
          {{"d/e", "void"}, "/both", "/both+755 /both/z.txt=644:/src/d/e/z.txt"}});
}

TEST(CopyPlanTest, SymlinksAreFollowedAtTheTopOnly) {
  Expect(false, {{{"lf"}, "/t/", "/t+755 /t/lf=644:/src/d/e/z.txt"},
                 {{"ld/e"}, "/t", "/t+755 /t/z.txt=644:/src/d/e/z.txt"},
                 {{"ld/*.md"}, "/t/", "/t+755 /t/x.md=644:/src/d/x.md"}});
}

TEST(CopyPlanTest, WildcardsMatchWholePaths) {
  Expect(false, {{{"*.txt"},
                  "/t/",
                  "/t+755 /t/a.txt=644:/src/a.txt /t/arr[0].txt=644:/src/arr[0].txt "
                  "/t/b.txt=644:/src/b.txt"},
                 {{"[ab].txt"}, "/opt", "/opt/a.txt=644:/src/a.txt /opt/b.txt=644:/src/b.txt"},
                 {{"arr[[]0].txt"}, "/t/", "/t+755 /t/arr[0].txt=644:/src/arr[0].txt"},
                 {{"arr[0].txt"}, "/t/", "/t+755 /t/arr[0].txt=644:/src/arr[0].txt"},
                 {{"*/e"}, "/t", "/t+755 /t/z.txt=644:/src/d/e/z.txt"},
                 {{"**/z.txt"}, "/t/", "/t+755"},
                 {{"d/*/z.txt"}, "/t", "/t=644:/src/d/e/z.txt"}});
}

TEST(CopyPlanTest, APatternWithoutAMatchIsToldNotRefused) {
  const CopyRequest request{.sources = {"a.txt", "no*"}, .destination = "/t/"};
  const auto plan = PlanCopy(request, {.tree = Context().tree}, SourceTree());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->unmatched, std::vector<std::string>({"no*"}));
  EXPECT_EQ(Shown(*plan), "/t+755 /t/a.txt=644:/src/a.txt");
}

TEST(CopyPlanTest, ExcludedPathsStayBehind) {
  Expect(false, {{{"d"}, "/t", "/t+755 /t/e/755 /t/l->x.md /t/x.md=644:/src/d/x.md", {"**/*.txt"}},
                 {{"d"}, "/t", "/t+755 /t/l->x.md /t/x.md=644:/src/d/x.md", {"e", "*.txt"}},
                 {{"d"}, "/t", "/t+755 /t/e+755 /t/e/z.txt=644:/src/d/e/z.txt", {"*", "!e/z.txt"}},
                 {{"?.txt"}, "/t/", "/t+755 /t/b.txt=644:/src/b.txt", {"a*"}}});
}

TEST(CopyPlanTest, ParentsKeepTheWay) {
  Expect(true,
         {{{"d/e/z.txt", "a.txt"},
           "/t/",
           "/t+755 /t/a.txt=644:/src/a.txt /t/d+755 /t/d/e+755 /t/d/e/z.txt=644:/src/d/e/z.txt"},
          {{"./d/./e/z.txt"}, "/t", "/t+755 /t/e+755 /t/e/z.txt=644:/src/d/e/z.txt"},
          {{"**/*.md"}, "/", "/d+755 /d/x.md=644:/src/d/x.md"},
          {{"d/e"}, "/", "/d+755 /d/e/755 /d/e/z.txt=644:/src/d/e/z.txt"},
          {{"d/./"},
           "/opt",
           "/opt/e/755 /opt/e/z.txt=644:/src/d/e/z.txt /opt/l->x.md "
           "/opt/x.md=644:/src/d/x.md",
           {"y.txt"}}});
}

TEST(CopyPlanTest, TheLaterOfTwoSourcesWins) {
  const auto context = MakeBuildContext(Inputs({"p/f", "q/f*"}), IgnorePatterns());
  const CopyRequest request{.sources = {"p", "q"}, .destination = "/t"};
  const auto plan = PlanCopy(request, {.tree = context->tree}, SourceTree());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(Shown(*plan), "/t+755 /t/f=755:/src/q/f");
}

TEST(CopyPlanTest, ArchivesOfAddAreUnpackedIntoTheDestination) {
  const auto context = MakeBuildContext(Inputs({"a.tar", "d/b.tar", "f"}), IgnorePatterns());
  const CopyRequest request{
      .instruction = "ADD",
      .sources = {"a.tar", "d", "f"},
      .destination = "/t/",
      .is_archive = [](const SourceNode& node) { return node.path.ends_with(".tar"); }};
  const auto plan = PlanCopy(request, {.tree = context->tree}, SourceTree());
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_EQ(plan->archives.size(), 1u);
  EXPECT_EQ(plan->archives[0].source, "/src/a.tar");
  EXPECT_EQ(plan->archives[0].destination, "/t");
  // An archive inside a folder is a file like others.
  EXPECT_EQ(Shown(*plan), "/t+755 /t/b.tar=644:/src/d/b.tar /t/f=644:/src/f");
}

TEST(CopyPlanTest, AStageIsCopiedFromAsFromARoot) {
  const auto stage = SourceTree::Create(
      {{.path = "usr/bin/app", .mode = 04755, .source = "layer:1"},
       {.path = "bin", .kind = NodeKind::kSymlink, .mode = 0777, .link_target = "/usr/bin"}},
      LinkRule::kRooted);
  const CopyRequest request{.sources = {"/bin/app"}, .destination = "/app"};
  const auto plan = PlanCopy(request, {.tree = *stage, .name = "stage `build`"}, SourceTree());
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_EQ(plan->entries.size(), 1u);
  EXPECT_EQ(plan->entries[0].mode, 04755u);
  EXPECT_EQ(plan->entries[0].source, "layer:1");
}

}  // namespace
}  // namespace release::image
