#include "tools/localcloud/engine/image_reference.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/base/diagnosis.h"

namespace release::cloud {
namespace {

const std::string kHex(64, 'a');

TEST(ImageReferenceTest, TagAndDigestAreTold) {
  const auto both = ParseImageReference("registry.cloudflare.com/acc/api:v1@sha256:" + kHex);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->host, "registry.cloudflare.com");
  EXPECT_EQ(both->repository, "acc/api");
  EXPECT_EQ(both->tag, "v1");
  EXPECT_EQ(both->digest->hex(), kHex);
}

TEST(ImageReferenceTest, APortIsNoTag) {
  const auto reference = ParseImageReference("localhost:5000/a/b/c:t");
  ASSERT_TRUE(reference.ok()) << reference.status();
  EXPECT_EQ(reference->host, "localhost:5000");
  EXPECT_EQ(reference->repository, "a/b/c");
  EXPECT_EQ(reference->tag, "t");
  EXPECT_FALSE(reference->digest.has_value());
}

TEST(ImageReferenceTest, WhatNamesNoImageIsRefused) {
  for (const std::string text : {"", "api", "h/api", "h/api:", "/api:t", "h/a b:t", "h/api:t?x",
                                 "h/api@sha256:12", "h/api@sha512:12", "h/:t", "h/a\r\nX: y:t"}) {
    const auto reference = ParseImageReference(text);
    ASSERT_FALSE(reference.ok()) << text;
    EXPECT_EQ(DiagnosisOf(reference.status()).code(), "CLOUD-IMAGE-REFERENCE");
  }
}

}  // namespace
}  // namespace release::cloud
