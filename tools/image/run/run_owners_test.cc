// Owners and ids that a one-id user namespace does not have.
#include <gtest/gtest.h>

#include <string>

#include "tools/image/run/run.h"
#include "tools/image/run/testing.h"

namespace release::image {
namespace {

TEST_F(RunTest, ChownIsRecordedAndSeen) {
  EXPECT_EQ(Output("echo x > /f; chown 12:34 /f; stat -c %u:%g /f; chown 5 /f; stat -c %u:%g /f"),
            "12:34\n5:34\n");
  EXPECT_EQ(Changes("echo x > /f; chown 12:34 /f; ln -s f /l; chown -h 7:8 /l"),
            "f@12:34 l->f@7:8");
}

TEST_F(RunTest, ChownOfTheBasesFilesIsAChange) {
  EXPECT_EQ(Changes("chown -R 5:6 /old"),
            "old/@5:6 old/a@5:6 old/b@5:6 old/h=old/a@5:6 old/l->a@5:6");
}

TEST_F(RunTest, ChownToTheSameOwnerIsNoChange) { EXPECT_EQ(Changes("chown -R 0:0 /old"), ""); }

TEST_F(RunTest, OwnersOfTheBaseAreSeen) {
  EXPECT_EQ(Output("stat -c %u:%g /home/app /home"), "1000:1000\n0:0\n");
}

TEST_F(RunTest, ChownTakesSetuidAwayAndChmodGivesIt) {
  EXPECT_EQ(Changes("touch /f /g; chmod 4755 /f /g; chown 1:1 /f"), "f:0755@1:1 g:4755");
}

TEST_F(RunTest, NewAccountGetsAHomeOfItsOwn) {
  // What adduser does, which Debian's busybox does not have.
  EXPECT_EQ(Changes("echo bob:x:1234:1234::/home/bob:/bin/sh >> /etc/passwd; "
                    "echo bob:x:1234: >> /etc/group; mkdir -m 2755 /home/bob; "
                    "touch /home/bob/.profile; chown -R bob:bob /home/bob"),
            "etc/group etc/passwd home/bob/:2755@1234:1234 home/bob/.profile@1234:1234");
}

TEST_F(RunTest, CopyAndTarKeepOwners) {
  EXPECT_EQ(Changes("cd /tmp; touch a; chmod 600 a; chown app:77 a; cp -p a b; tar cf t.tar b; "
                    "rm a b; tar xf t.tar; rm t.tar"),
            "tmp/b:0600@1000:77");
}

TEST_F(RunTest, SuMakesFilesOfItsUser) {
  EXPECT_EQ(Changes("su app -c 'umask 027; echo x > /tmp/f; mkdir /tmp/d; ln -s x /tmp/l; "
                    "mkfifo /tmp/p; rm /tmp/p; touch /home/app/h'; touch /tmp/mine"),
            "home/app/h:0640@1000:1000 tmp/d/:0750@1000:1000 tmp/f:0640@1000:1000 "
            "tmp/l->x@1000:1000 tmp/mine");
}

TEST_F(RunTest, UserThatGaveUpRootMayNotTakeItBack) {
  EXPECT_EQ(Output("su app -c 'id; chown 0 /home/app 2>/dev/null || echo no; su root -c id "
                   "2>/dev/null || echo no'; id"),
            "uid=1000(app) gid=1000(app) groups=1000(app),77(extra)\nno\nno\n"
            "uid=0(root) gid=0(root)\n");
}

TEST_F(RunTest, UserOfTheRequestOwnsWhatItMakes) {
  RunRequest request = Request("id; echo ~; touch /tmp/f; chown 0 /tmp/f 2>/dev/null || echo no");
  request.user = {.uid = 1000, .gid = 1000, .groups = {77}};
  EXPECT_EQ(OutputOf(request), "uid=1000(app) gid=1000(app) groups=77(extra)\n/home/app\nno\n");
  EXPECT_EQ(ChangesOf(request), "tmp/f@1000:1000");
}

TEST_F(RunTest, NewFileDoesNotInheritTheOwnerOfARemovedOne) {
  EXPECT_EQ(Changes("for i in 1 2 3 4 5 6 7 8; do touch /f; chown 9:9 /f; rm /f; done; touch /f"),
            "f");
}

TEST_F(RunTest, NewFileInASetgidFolderHasItsGroup) {
  EXPECT_EQ(Changes("mkdir /s; chown 0:50 /s; chmod 2775 /s; touch /s/f"), "s/:2775@0:50 s/f@0:50");
}

TEST_F(RunTest, DeviceIsRefused) {
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "IMAGE-RUN-DEVICE", Changes("mknod /n c 1 3 || true"));
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "IMAGE-RUN-DEVICE: RUN left a named pipe at `/p`",
                      Changes("mkfifo /p"));
  EXPECT_EQ(Changes("mkfifo /p; rm /p"), "");
}

}  // namespace
}  // namespace release::image
