#include "tools/base/state_home.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tools/base/diagnosis.h"

namespace release {
namespace {

TEST(StateHomeTest, XdgStateHomeComesBeforeHome) {
  setenv("HOME", "/home/ada", 1);
  unsetenv("XDG_STATE_HOME");
  const std::string below_home = *WorkspaceStateDirectory("/src/spectral");
  EXPECT_EQ(below_home.rfind("/home/ada/.local/state/release/spectral-", 0), 0u) << below_home;

  setenv("XDG_STATE_HOME", "/state", 1);
  const std::string below_xdg = *WorkspaceStateDirectory("/src/spectral");
  EXPECT_EQ(below_xdg.rfind("/state/release/spectral-", 0), 0u) << below_xdg;
}

TEST(StateHomeTest, TwoClonesOfOneNameShareNothing) {
  setenv("XDG_STATE_HOME", "/state", 1);
  EXPECT_NE(*WorkspaceStateDirectory("/a/spectral"), *WorkspaceStateDirectory("/b/spectral"));
  EXPECT_EQ(*WorkspaceStateDirectory("/a/spectral"), *WorkspaceStateDirectory("/a/spectral"));
}

TEST(StateHomeTest, ARelativeHomeIsNone) {
  setenv("HOME", "relative", 1);
  setenv("XDG_STATE_HOME", "", 1);
  EXPECT_EQ(DiagnosisOf(WorkspaceStateDirectory("/src").status()).code(), "STATE-NO-HOME");
}

}  // namespace
}  // namespace release
