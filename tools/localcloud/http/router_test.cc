#include "tools/localcloud/http/router.h"

#include <gtest/gtest.h>

#include "tools/localcloud/http/message.h"

namespace release::cloud {
namespace {

TEST(RouterTest, TextWinsOverAParameter) {
  Router router;
  router.Add("GET", "/a/{x}");
  router.Add("GET", "/a/list");
  EXPECT_EQ(router.Match("GET", "/a/list")->index, 1u);
  EXPECT_EQ(router.Match("GET", "/a/other")->index, 0u);
  EXPECT_EQ(router.Match("GET", "/a/other")->params.at("x"), "other");
}

TEST(RouterTest, AnotherMethodLengthOrEmptySegmentIsNoMatch) {
  Router router;
  router.Add("GET", "/a/{x}");
  EXPECT_FALSE(router.Match("PUT", "/a/b"));
  EXPECT_FALSE(router.Match("GET", "/a"));
  EXPECT_FALSE(router.Match("GET", "/a/"));
  EXPECT_FALSE(router.Match("GET", "/a/b/c"));
  EXPECT_FALSE(router.Match("GET", ""));
}

TEST(RouterTest, ParametersAreDecodedAndBrokenOnesMatchNothing) {
  Router router;
  router.Add("GET", "/a/{x}");
  EXPECT_EQ(router.Match("GET", "/a/b%20c")->params.at("x"), "b c");
  EXPECT_FALSE(router.Match("GET", "/a/b%2"));
  EXPECT_FALSE(router.Match("GET", "/a/b%00c"));
}

TEST(RouterTest, TheShapeOfAPathHasNoIds) {
  EXPECT_EQ(PathShape("/zones/0123456789abcdef0123456789abcdef/settings"), "/zones/{id}/settings");
  EXPECT_EQ(PathShape("/x/6c84fb90-12c4-11e1-840d-7b25c5ee775a"), "/x/{id}");
}

TEST(MessageTest, QueryParametersAreDecodedOneByOne) {
  HttpRequest request{"GET", "/a?name=b%26c&page=2&q=x+y&flag&bad=%zz", {}, ""};
  EXPECT_EQ(request.path(), "/a");
  EXPECT_EQ(request.Query("name"), "b&c");
  EXPECT_EQ(request.Query("page"), "2");
  EXPECT_EQ(request.Query("q"), "x y");
  EXPECT_EQ(request.Query("flag"), "");
  EXPECT_EQ(request.Query("bad"), std::nullopt);
  EXPECT_EQ(request.Query("absent"), std::nullopt);
}

TEST(MessageTest, HeaderNamesHaveNoCase) {
  Headers headers;
  headers.Add("Content-Type", "a");
  headers.Set("content-type", "b");
  EXPECT_EQ(headers.Find("CONTENT-TYPE"), "b");
  EXPECT_EQ(headers.all().size(), 1u);
}

}  // namespace
}  // namespace release::cloud
