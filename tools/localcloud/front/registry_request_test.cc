#include "tools/localcloud/front/registry_request.h"

#include <gtest/gtest.h>

#include <string>

namespace release::cloud {
namespace {

struct Case {
  const char* method;
  const char* target;
  RegistryAction action;
  const char* repository;
};

TEST(RegistryRequestTest, EveryOperationIsOneAction) {
  using enum RegistryAction;
  for (const Case& c : {
           Case{"GET", "/v2/", kLogIn, ""},
           Case{"GET", "/v2", kLogIn, ""},
           Case{"GET", "/v2/_catalog?n=10", kList, ""},
           Case{"HEAD", "/v2/a/api/blobs/sha256:12", kProbe, "a/api"},
           Case{"HEAD", "/v2/a/api/manifests/latest", kProbe, "a/api"},
           Case{"GET", "/v2/a/api/blobs/sha256:12", kPull, "a/api"},
           Case{"GET", "/v2/a/b/c/manifests/sha256:12", kPull, "a/b/c"},
           Case{"GET", "/v2/a/api/tags/list", kPull, "a/api"},
           Case{"GET", "/v2/a/api/referrers/sha256:12", kPull, "a/api"},
           Case{"POST", "/v2/a/api/blobs/uploads/", kPush, "a/api"},
           Case{"PATCH", "/v2/a/api/blobs/uploads/u-u?_state=x%3D", kPush, "a/api"},
           Case{"GET", "/v2/a/api/blobs/uploads/u-u", kPush, "a/api"},
           Case{"HEAD", "/v2/a/api/blobs/uploads/u-u", kPush, "a/api"},
           Case{"PUT", "/v2/a/api/manifests/1", kPush, "a/api"},
           Case{"DELETE", "/v2/a/api/manifests/sha256:12", kPush, "a/api"},
           Case{"BREW", "/v2/a/api/manifests/1", kPush, "a/api"},
           Case{"GET", "/v2/a/blobs/manifests/1", kPull, "a/blobs"},
       }) {
    const auto read = ReadRegistryRequest(c.method, c.target);
    ASSERT_TRUE(read) << c.method << c.target;
    EXPECT_EQ(read->action, c.action) << c.method << c.target;
    EXPECT_EQ(read->repository, c.repository) << c.method << c.target;
    EXPECT_EQ(read->mounts_from, "");
  }
}

TEST(RegistryRequestTest, AMountNamesTheOtherRepository) {
  const auto read =
      ReadRegistryRequest("POST", "/v2/a/api/blobs/uploads/?mount=sha256:12&from=b%2Fapi");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->repository, "a/api");
  EXPECT_EQ(read->mounts_from, "b/api");
}

TEST(RegistryRequestTest, WhatCouldBeReadInTwoWaysIsNothing) {
  for (const char* target :
       {"", "/", "/v1/", "/v2x/a/b/tags/list", "/v2/a/../b/x/tags/list", "/v2/a/./tags/list",
        "/v2//a/x/tags/list", "/v2/a%2fx/tags/list", "/v2/a/x/tags", "/v2/tags/list", "/v2/a/api",
        "/v2/a\\b/tags/list", "/v2/a b/tags/list", "http://other/v2/a/x/tags/list"}) {
    EXPECT_FALSE(ReadRegistryRequest("GET", target)) << target;
  }
}

TEST(RegistryRequestTest, BasicCredentialsAreDecoded) {
  const auto read = ReadBasicCredentials("Basic dXNlcjpwYTpzcw==");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->user, "user");
  EXPECT_EQ(read->password, "pa:ss");
  for (const char* header : {"", "Basic", "Basic !", "Basic dXNlcg==", "Bearer dXNlcjpwYXNz"}) {
    EXPECT_FALSE(ReadBasicCredentials(header)) << header;
  }
}

}  // namespace
}  // namespace release::cloud
