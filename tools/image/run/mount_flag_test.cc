#include "tools/image/run/mount_flag.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/base/diagnosis.h"

namespace release::image {
namespace {

TEST(MountFlagTest, BindIsTheDefaultAndReadOnly) {
  const auto flag = ParseMountFlag("source=a/b,dst=/x,from=stage");
  ASSERT_TRUE(flag.ok()) << flag.status();
  EXPECT_EQ(flag->type, MountFlag::Type::kBind);
  EXPECT_EQ(flag->source, "a/b");
  EXPECT_EQ(flag->target, "/x");
  EXPECT_EQ(flag->from, "stage");
  EXPECT_TRUE(flag->read_only);
  EXPECT_FALSE(ParseMountFlag("target=/x,rw")->read_only);
  EXPECT_FALSE(ParseMountFlag("target=/x,readonly=false")->read_only);
}

TEST(MountFlagTest, CacheAndTmpfsHaveTheirOptions) {
  const auto cache = ParseMountFlag(
      "type=cache,id=go,sharing=locked,mode=0700,uid=5,gid=6,\"target=/with,comma\"");
  ASSERT_TRUE(cache.ok()) << cache.status();
  EXPECT_EQ(cache->target, "/with,comma");
  EXPECT_EQ(cache->mode, 0700U);
  EXPECT_EQ(cache->uid, 5U);
  EXPECT_EQ(cache->gid, 6U);
  EXPECT_FALSE(cache->read_only);
  EXPECT_EQ(ParseMountFlag("type=tmpfs,target=/t,size=64m")->size, 64U << 20U);
}

struct Bad {
  std::string value;
  std::string code;
  std::string part;
};

TEST(MountFlagTest, MistakesAreExplained) {
  const Bad table[] = {
      {"type=bind", "IMAGE-RUN-MOUNT-TARGET", "no target"},
      {"type=bnid,target=/x", "IMAGE-RUN-MOUNT-TYPE", "did you mean `bind`"},
      {"type=secret,id=x", "IMAGE-RUN-MOUNT-SECRET", "type=secret is refused"},
      {"type=ssh", "IMAGE-RUN-MOUNT-SECRET", "type=ssh is refused"},
      {"type=tmpfs,target=/x,source=y", "IMAGE-RUN-MOUNT-OPTION", "no option `source`"},
      {"type=bind,traget=/x", "IMAGE-RUN-MOUNT-OPTION", "did you mean `target`"},
      {"target=/x,dst=/y", "IMAGE-RUN-MOUNT-OPTION", "says again"},
      {"target=/x,ro,rw", "IMAGE-RUN-MOUNT-OPTION", "says again"},
      {"target", "IMAGE-RUN-MOUNT-VALUE", "`target`"},
      {"target=/x,ro=maybe", "IMAGE-RUN-MOUNT-VALUE", "`ro=maybe`"},
      {"type=tmpfs,target=/x,size=big", "IMAGE-RUN-MOUNT-VALUE", "`size=big`"},
      {"type=tmpfs,target=/x,size=99999999999g", "IMAGE-RUN-MOUNT-VALUE", "size"},
      {"type=cache,target=/x,mode=8", "IMAGE-RUN-MOUNT-VALUE", "`mode=8`"},
      {"type=cache,target=/x,uid=root", "IMAGE-RUN-MOUNT-VALUE", "`uid=root`"},
      {"type=cache,target=/x,sharing=no", "IMAGE-RUN-MOUNT-VALUE", "`sharing=no`"},
      {"\"target=/x", "IMAGE-RUN-MOUNT-VALUE", "quote"},
  };
  for (const Bad& bad : table) {
    const auto flag = ParseMountFlag(bad.value);
    ASSERT_FALSE(flag.ok()) << bad.value;
    const v1::Diagnosis told = DiagnosisOf(flag.status());
    EXPECT_EQ(told.code(), bad.code) << bad.value;
    EXPECT_PRED_FORMAT2(testing::IsSubstring, bad.part, told.what()) << bad.value;
    EXPECT_FALSE(told.fix().empty()) << bad.value;
  }
}

TEST(RunFlagsTest, OnlyTheSandboxsNetworkAndRights) {
  EXPECT_TRUE(CheckNetworkFlag("none").ok());
  EXPECT_TRUE(CheckNetworkFlag("default").ok());
  EXPECT_EQ(DiagnosisOf(CheckNetworkFlag("host")).code(), "IMAGE-RUN-NETWORK");
  EXPECT_EQ(DiagnosisOf(CheckNetworkFlag("nnoe")).code(), "IMAGE-RUN-NETWORK");
  EXPECT_TRUE(CheckSecurityFlag("sandbox").ok());
  EXPECT_EQ(DiagnosisOf(CheckSecurityFlag("insecure")).code(), "IMAGE-RUN-SECURITY");
}

}  // namespace
}  // namespace release::image
