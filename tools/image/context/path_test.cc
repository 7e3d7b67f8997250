#include "tools/image/context/path.h"

#include "gtest/gtest.h"

namespace release::image {
namespace {

TEST(PathTest, CleanPathsAreTheShortestOfTheirMeaning) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "."},       {".", "."},         {"/", "/"},       {"//", "/"},
      {"a", "a"},      {"a/", "a"},        {"./a", "a"},     {"a//b/./c", "a/b/c"},
      {"a/../b", "b"}, {"a/..", "."},      {"../a", "../a"}, {"a/../../b", "../b"},
      {"/../a", "/a"}, {"../..", "../.."}, {"...", "..."},   {"a/b/../../..", ".."}};
  for (const auto& [path, clean] : cases) EXPECT_EQ(CleanPath(path), clean) << path;
}

TEST(PathTest, ClimbingOutIsSeen) {
  for (const char* path : {"..", "../a", "a/../..", "/..", "a/../../a/b", "./.."}) {
    EXPECT_TRUE(ClimbsOut(path)) << path;
  }
  for (const char* path : {"", "a", "a/..", "/a/../b", "..a/x", "a/b/../../c"}) {
    EXPECT_FALSE(ClimbsOut(path)) << path;
  }
}

TEST(PathTest, PartsAreTakenApartAndJoined) {
  EXPECT_EQ(ParentPath("a/b/c"), "a/b");
  EXPECT_EQ(ParentPath("a"), "");
  EXPECT_EQ(BaseName("a/b/c"), "c");
  EXPECT_EQ(BaseName("a"), "a");
  EXPECT_EQ(JoinPath("", "a"), "a");
  EXPECT_EQ(JoinPath("a", "b"), "a/b");
  EXPECT_EQ(RelativeToRoot("/a//b/"), "a/b");
  EXPECT_EQ(RelativeToRoot("."), "");
}

}  // namespace
}  // namespace release::image
