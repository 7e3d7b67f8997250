// The test forbids namespaces to itself: in a user namespace of its own, with its own limit.
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "tools/image/run/run.h"
#include "tools/image/run/testing.h"

namespace release::image {
namespace {

bool Put(const char* path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  return file.good();
}

TEST_F(RunTest, MachineThatForbidsNamespacesIsExplained) {
  const std::string uid = Concat("0 ", geteuid(), " 1");
  const std::string gid = Concat("0 ", getegid(), " 1");
  ASSERT_EQ(unshare(CLONE_NEWUSER), 0);
  ASSERT_TRUE(Put("/proc/self/setgroups", "deny"));
  ASSERT_TRUE(Put("/proc/self/uid_map", uid));
  ASSERT_TRUE(Put("/proc/self/gid_map", gid));
  ASSERT_TRUE(Put("/proc/sys/user/max_user_namespaces", "0"));
  const std::string told = Changes("true");
  EXPECT_PRED_FORMAT2(testing::IsSubstring,
                      "IMAGE-RUN-NO-NAMESPACES: RUN needs user namespaces, and has none", told);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "user.max_user_namespaces is 0", told);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "sysctl -w user.max_user_namespaces=", told);
}

}  // namespace
}  // namespace release::image
