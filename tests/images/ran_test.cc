// What `run = "sandbox"` made inside a Bazel action.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "tests/images/programs.h"
#include "tests/images/tree_listing.h"
#include "tools/base/files.h"

namespace release::images {
namespace {

TEST(RanTest, TheImageHasWhatItsCommandsMade) {
  const std::string layout = std::filesystem::absolute(std::getenv("RAN")).string();
  const Programs programs;
  programs.Run({programs.image(), "unpack", layout, programs.Path("root")});
  const TreeListing root = ListTree(programs.Path("root"));
  EXPECT_TRUE(root.contains("bin/sh"));
  EXPECT_FALSE(root.contains("bin/vi")) << "a whiteout";
  EXPECT_EQ(root.at("made/file").substr(0, 9), "file 0640");
  const auto host = ReadFile(programs.Path("root/made/host"), 100);
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(*host, "buildkitsandbox\n");
  const auto networks = ReadFile(programs.Path("root/made/networks"), 100);
  ASSERT_TRUE(networks.ok()) << networks.status();
  EXPECT_EQ(*networks, "lo\n");
}

}  // namespace
}  // namespace release::images
