#include "tools/image/expand/predefined_args.h"

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release::image {
namespace {

TEST(PredefinedArgsTest, PlatformsAreReadAndNormalised) {
  const std::pair<const char*, const char*> cases[] = {
      {"linux/amd64", "linux/amd64"},    {"linux/x86_64", "linux/amd64"},
      {"Linux/AMD64", "linux/amd64"},    {"linux/aarch64", "linux/arm64"},
      {"linux/arm64/v8", "linux/arm64"}, {"linux/arm", "linux/arm/v7"},
      {"linux/arm/6", "linux/arm/v6"},   {"linux/armhf", "linux/arm/v7"},
      {"linux/i386", "linux/386"},       {"linux/riscv64", "linux/riscv64"}};
  for (const auto& [text, expected] : cases) {
    const auto platform = ParsePlatform(text);
    ASSERT_TRUE(platform.ok()) << text;
    EXPECT_EQ(platform->ToString(), expected) << text;
  }
}

TEST(PredefinedArgsTest, WhatIsNoPlatformIsRefused) {
  for (const char* text : {"", "linux", "linux/", "/amd64", "a/b/c/d", "linux/am d64"}) {
    EXPECT_EQ(DiagnosisOf(ParsePlatform(text).status()).code(), "IMAGE-PLATFORM") << text;
  }
}

TEST(PredefinedArgsTest, EveryPlatformArgumentHasAValue) {
  const Environment args =
      PlatformArgs({"linux", "amd64", ""}, {"linux", "arm", "v7"}, "release-stage");
  EXPECT_EQ(args, (Environment{{"BUILDPLATFORM", "linux/amd64"},
                               {"BUILDOS", "linux"},
                               {"BUILDOSVERSION", ""},
                               {"BUILDARCH", "amd64"},
                               {"BUILDVARIANT", ""},
                               {"TARGETPLATFORM", "linux/arm/v7"},
                               {"TARGETOS", "linux"},
                               {"TARGETOSVERSION", ""},
                               {"TARGETARCH", "arm"},
                               {"TARGETVARIANT", "v7"},
                               {"TARGETSTAGE", "release-stage"}}));
  EXPECT_EQ(PlatformArgs({}, {}).at("TARGETSTAGE"), "default");
}

TEST(PredefinedArgsTest, ProxiesAreKnownInBothCases) {
  for (const char* name : {"HTTP_PROXY", "https_proxy", "no_proxy", "ALL_PROXY", "ftp_proxy"}) {
    EXPECT_TRUE(IsProxyArg(name)) << name;
  }
  for (const char* name : {"Http_Proxy", "PROXY", ""}) EXPECT_FALSE(IsProxyArg(name)) << name;
}

}  // namespace
}  // namespace release::image
