// What a command has changed.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tools/image/run/run.h"
#include "tools/image/run/testing.h"

namespace release::image {
namespace {

std::string Content(const LayerEntry& entry) {
  std::ifstream file(entry.source);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(RunTest, NothingDoneIsAnEmptyLayer) { EXPECT_EQ(Changes("true"), ""); }

TEST_F(RunTest, TouchedTimesAreNoChange) {
  EXPECT_EQ(Changes("touch /old/a /old /bin/busybox; chmod 600 /old/b; chmod 644 /old/b"), "");
}

TEST_F(RunTest, SameContentWrittenAgainIsNoChange) {
  EXPECT_EQ(Changes("printf a > /old/a; rm /old/b; printf b > /old/b"), "");
}

TEST_F(RunTest, NewContentOfTheSameSizeIsAChange) {
  const absl::StatusOr<RunResult> result = Run("printf z > /old/b");
  ASSERT_TRUE(result.ok()) << Explained(result.status());
  ASSERT_EQ(Shown(result->changes), "old/b");
  EXPECT_EQ(Content(result->changes[0]), "z");
}

TEST_F(RunTest, RemovedThingsAreWhiteouts) {
  EXPECT_EQ(Changes("rm /old/b /old/l"), "-old/b -old/l");
  EXPECT_EQ(Changes("rm -r /old"), "-old");
}

TEST_F(RunTest, ReplacedFolderLosesWhatItHad) {
  EXPECT_EQ(Changes("rm -r /old; mkdir /old; echo n > /old/n"),
            "-old/a -old/b -old/h -old/l old/n");
  EXPECT_EQ(Changes("rm -r /old; echo f > /old"), "old");
  EXPECT_EQ(Changes("rm /old/b; mkdir /old/b; touch /old/b/c"), "old/b/ old/b/c");
}

TEST_F(RunTest, HardLinksComeAsAWhole) {
  EXPECT_EQ(Changes("ln /old/b /new"), "new old/b=new");
  EXPECT_EQ(Changes("printf z > /old/a"), "old/a old/h=old/a");
  EXPECT_EQ(Changes("rm /old/h"), "-old/h");
}

TEST_F(RunTest, ModesAndLinksAreKept) {
  EXPECT_EQ(Changes("mkdir -m 2770 /d; touch /d/f; chmod 0 /d/f; chmod 1777 /old; ln -s ../x /d/l"),
            "d/:2770 d/f:0000 d/l->../x old/:1777");
}

TEST_F(RunTest, UnreadableFolderIsRead) {
  const absl::StatusOr<RunResult> result = Run("mkdir /d; echo x > /d/f; chmod 0 /d/f /d");
  ASSERT_TRUE(result.ok()) << Explained(result.status());
  ASSERT_EQ(Shown(result->changes), "d/:0000 d/f:0000");
  EXPECT_EQ(Content(result->changes[1]), "x\n");
}

TEST_F(RunTest, MountPointsOfTheSandboxAreNotInTheLayer) {
  EXPECT_EQ(Changes("ls -d /dev /proc /etc/resolv.conf; echo n > /etc/hosts; touch /dev/shm/x"),
            "");
}

TEST_F(RunTest, LayerLaidOverTheRootIsTheNextRoot) {
  const absl::StatusOr<RunResult> first = Run("echo 1 > /tmp/one; rm -r /old; chown 5:5 /tmp/one");
  ASSERT_TRUE(first.ok()) << Explained(first.status());
  ASSERT_TRUE(root_.Apply(first->changes).ok());
  EXPECT_EQ(Output("cat /tmp/one; stat -c %u /tmp/one; ls -d /old 2>/dev/null || echo gone"),
            "1\n5\ngone\n");
}

TEST_F(RunTest, TwiceIsTheSame) {
  const std::string command =
      "for i in $(seq 1 50); do mkdir -p /t/$((i%7)); echo $i > /t/$((i%7))/f$i; done; "
      "chown -R 3:4 /t/3; ln /t/1/f1 /t/2/g";
  const std::string once = Changes(command);
  EXPECT_EQ(once, Changes(command));
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "t/1/f1 ", once);
}

TEST_F(RunTest, BindMountIsSeenAndNotKept) {
  Root content;
  ASSERT_TRUE(content.Apply({Folder("d"), File("d/f", "from")}).ok());
  RunRequest request = Request("cat /m/f w; touch /m/n 2>/dev/null || echo ro; echo n > w; cat w");
  request.workdir = "/tmp";
  request.mounts.push_back({.target = "/m", .content = content, .source = "d"});
  request.mounts.push_back(
      {.target = "w", .content = content, .source = "d/f", .read_only = false});
  EXPECT_EQ(OutputOf(request), "fromfromro\nn\n");
  EXPECT_EQ(ChangesOf(request), "");
}

TEST_F(RunTest, CacheAndTmpfsAreEmptyAndNotKept) {
  RunRequest request =
      Request("stat -c %a:%u /c /t; ls /c /t | grep -v :; touch /c/x /t/y; cat /dev/pipes/EOF");
  Root heredoc;
  ASSERT_TRUE(heredoc.Apply({File("EOF", "here\n", 0755)}).ok());
  request.mounts.push_back({.target = "/c", .read_only = false, .mode = 0700, .uid = 5});
  request.mounts.push_back({.kind = RunMount::Kind::kTmpfs, .target = "/t", .mode = 01777});
  request.mounts.push_back({.target = "/dev/pipes/EOF", .content = heredoc, .source = "EOF"});
  const std::string output = OutputOf(request);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "700:5\n1777:0\n", output);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "here\n", output);
  EXPECT_EQ(ChangesOf(request), "");
}

}  // namespace
}  // namespace release::image
