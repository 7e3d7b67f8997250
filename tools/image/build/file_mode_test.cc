#include "tools/image/build/file_mode.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace release::image {
namespace {

struct Case {
  std::string text;
  uint32_t before;
  bool is_folder;
  uint32_t after;
};

TEST(FileModeTest, AppliesAsChmodDoes) {
  const std::vector<Case> cases = {
      {"755", 0644, false, 0755},         {"0", 0644, false, 0},
      {"4711", 0644, false, 04711},       {"u+x", 0644, false, 0744},
      {"+x", 0644, false, 0755},          {"a-w", 0666, false, 0444},
      {"go=", 0755, false, 0700},         {"u=rwX,go=rX", 0600, false, 0644},
      {"u=rwX,go=rX", 0700, false, 0755}, {"u=rwX,go=rX", 0600, true, 0755},
      {"g=u", 0740, false, 0770},         {"o=g-w", 0770, false, 0775},
      {"u+s", 0755, false, 04755},        {"g+s,o-x", 0755, false, 02754},
      {"+t", 0777, true, 01777},          {"u=rw,g=r,o=", 0777, false, 0640},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    const std::optional<FileMode> mode = FileMode::Parse(each.text);
    ASSERT_TRUE(mode.has_value());
    EXPECT_EQ(mode->Apply(each.before, each.is_folder), each.after);
  }
}

TEST(FileModeTest, WhatIsNoModeIsNone) {
  for (const char* text : {"", "8", "10000", "u", "u+q", "x", "u+x,", ",u+x", "rw", "u+x g+x"}) {
    EXPECT_FALSE(FileMode::Parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace release::image
