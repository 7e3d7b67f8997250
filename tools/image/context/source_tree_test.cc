#include "tools/image/context/source_tree.h"

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/image/context/build_context.h"
#include "tools/image/context/ignore_file.h"

namespace release::image {
namespace {

SourceNode File(const std::string& path) {
  return {.path = path,
          .kind = NodeKind::kFile,
          .mode = 0644,
          .source = "/src/" + path,
          .link_target = ""};
}
SourceNode Link(const std::string& path, const std::string& target) {
  return {
      .path = path, .kind = NodeKind::kSymlink, .mode = 0777, .source = "", .link_target = target};
}

SourceTree Tree(LinkRule rule) {
  auto tree = SourceTree::Create(
      {File("a/b/file"), Link("in", "a/b"), Link("a/up", "../a/b/file"), Link("out", "../x"),
       Link("abs", "/a/b"), Link("loop", "loop"), Link("a/b/far", "../../../../etc")},
      rule);
  EXPECT_TRUE(tree.ok()) << tree.status();
  return *std::move(tree);
}

TEST(SourceTreeTest, FoldersAboveAreThere) {
  const SourceTree tree = Tree(LinkRule::kInside);
  ASSERT_NE(tree.Find("a/b"), nullptr);
  EXPECT_EQ(tree.Find("a/b")->kind, NodeKind::kDirectory);
  EXPECT_EQ(tree.Find("a/b")->mode, 0755u);
  EXPECT_EQ(tree.Children("a"), std::vector<std::string>({"a/b", "a/up"}));
  EXPECT_EQ(tree.Find("a/c"), nullptr);
}

TEST(SourceTreeTest, SymlinksAreFollowedInside) {
  for (const LinkRule rule : {LinkRule::kInside, LinkRule::kRooted}) {
    const SourceTree tree = Tree(rule);
    EXPECT_EQ(*tree.Resolve("in/file", false), "a/b/file");
    EXPECT_EQ(*tree.Resolve("a/up", true), "a/b/file");
    EXPECT_EQ(*tree.Resolve("a/up", false), "a/up");
    EXPECT_EQ(*tree.Resolve("in/new/name", true), "a/b/new/name");
    EXPECT_EQ(*tree.Resolve("", true), "");
    EXPECT_EQ(DiagnosisOf(tree.Resolve("loop/x", true).status()).code(), "IMAGE-CONTEXT-LINK-LOOP");
  }
}

TEST(SourceTreeTest, AContextLetsNoSymlinkOut) {
  const SourceTree tree = Tree(LinkRule::kInside);
  for (const char* path : {"out", "out/y", "abs", "abs/file", "a/b/far", "in/far/passwd"}) {
    EXPECT_EQ(DiagnosisOf(tree.Resolve(path, true).status()).code(), "IMAGE-CONTEXT-ESCAPES")
        << path;
  }
}

TEST(SourceTreeTest, AStageIsItsOwnRoot) {
  const SourceTree tree = Tree(LinkRule::kRooted);
  EXPECT_EQ(*tree.Resolve("abs/file", true), "a/b/file");
  EXPECT_EQ(*tree.Resolve("out/y", true), "x/y");
  EXPECT_EQ(*tree.Resolve("a/b/far/passwd", true), "etc/passwd");
}

TEST(SourceTreeTest, BadPathsAndConflictsAreRefused) {
  for (const char* path : {"", "/a", "a/../b", "..", "a/", ".", "a//b"}) {
    EXPECT_EQ(DiagnosisOf(SourceTree::Create({File(path)}, LinkRule::kInside).status()).code(),
              "IMAGE-CONTEXT-PATH")
        << path;
  }
  const std::vector<std::vector<SourceNode>> conflicts = {
      {File("a"), File("a")}, {File("a"), File("a/b")}, {Link("a", "b"), File("a/b")}};
  for (const auto& nodes : conflicts) {
    EXPECT_EQ(DiagnosisOf(SourceTree::Create(nodes, LinkRule::kInside).status()).code(),
              "IMAGE-CONTEXT-CONFLICT");
  }
}

TEST(BuildContextTest, ModesAreNormalisedAndIgnoredFilesAreLeftOut) {
  const auto ignore = IgnorePatterns::Create(ReadIgnoreFile("docs/*\nout\n!out/keep\nonly\n"));
  const auto context = MakeBuildContext({{.path = "run.sh", .source = "/s/run", .executable = true},
                                         {.path = "docs/a", .source = "/s/a"},
                                         {.path = "out/keep", .source = "/s/k"},
                                         {.path = "out/drop", .source = "/s/d"},
                                         {.path = "only/x", .source = "/s/x"},
                                         {.path = "empty", .source = "", .directory = true},
                                         {.path = "l", .source = "", .link_target = "run.sh"}},
                                        *ignore);
  ASSERT_TRUE(context.ok()) << context.status();
  std::string shown;
  for (const auto& [path, node] : context->tree.nodes()) {
    shown += path + ":" + std::to_string(node.mode) + " ";
  }
  // 493 is 0755, 420 is 0644, 511 is 0777. `docs` stays though empty, `only` goes.
  EXPECT_EQ(shown, ":493 docs:493 empty:493 l:511 out:493 out/keep:420 run.sh:493 ");
  EXPECT_EQ(context->ignored.at("out/drop"), "out");
  EXPECT_EQ(context->ignored.at("docs/a"), "docs/*");
}

}  // namespace
}  // namespace release::image
