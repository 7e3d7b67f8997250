#include "tools/bundle/site_rules/redirects.h"

#include <gtest/gtest.h>

#include "tools/bundle/site_rules/testing.h"

namespace release::bundle {
namespace {

using Case = MistakeCase;

class RedirectsTest : public testing::TestWithParam<Case> {};

TEST_P(RedirectsTest, TellsWhatPagesIgnoresAndWhere) {
  const auto mistakes = CheckRedirects(GetParam().text, "public/_redirects");
  EXPECT_EQ(Places(mistakes), GetParam().places);
  EXPECT_TRUE(AreToldWell(mistakes, "public/_redirects"));
}

std::string Static(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "/s" + std::to_string(i) + " /t 301\n";
  return text;
}

std::string Dynamic(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "/d" + std::to_string(i) + "/* /t/:splat\n";
  return text;
}

std::string Chain(int length) {
  std::string text;
  for (int i = 0; i < length; ++i) {
    text += "/c" + std::to_string(i) + " /c" + std::to_string(i + 1) + "\n";
  }
  return text;
}

const Case kCases[] = {
    {"Empty", "", {}},
    {"GoodRules",
     "# moved\n/old /new 301\n/x  https://x.example/y?a=b#c   308 # why\n/shown /page 200\n"
     "/blog/:year/* /news/:year/:splat\n",
     {}},
    {"WindowsLines", "/old /new 301\r\n/older /new\r\n", {}},
    {"MostRules", Static(2000) + Dynamic(100), {}},
    {"TooManyStatic", Static(2001), {"REDIRECTS-TOO-MANY 2001:1"}},
    {"TooManyStaticIsToldOnce", Static(2010), {"REDIRECTS-TOO-MANY 2001:1"}},
    {"TooManyDynamic", Dynamic(101), {"REDIRECTS-TOO-MANY 101:1"}},
    {"StaticBelowDynamicCountsAsDynamic", Dynamic(60) + Static(41), {"REDIRECTS-TOO-MANY 101:1"}},
    {"OneWord", "/a\n", {"REDIRECTS-WORDS 1:1"}},
    {"FourWords", "  /a /b 301 Country=de\n", {"REDIRECTS-WORDS 1:3"}},
    {"AbsoluteFrom", "https://a.example/x /b\n", {"REDIRECTS-FROM 1:1"}},
    {"AbsoluteHttpFrom", "http://a.example/x /b\n", {"REDIRECTS-FROM 1:1"}},
    {"FromWithoutSlash", "a /b\n", {"REDIRECTS-FROM 1:1"}},
    {"FromWithQuery", "/a?id=1 /b\n", {"REDIRECTS-FROM 1:1"}},
    {"FromWithDots", "/a/./c /b\n", {"REDIRECTS-FROM 1:1"}},
    {"HttpTarget", "/a http://b.example\n", {"REDIRECTS-TO 1:4"}},
    {"TargetWithoutSlash", "/a b\n", {"REDIRECTS-TO 1:4"}},
    {"TargetWithTwoSlashes", "/a //b.example/c\n", {"REDIRECTS-TO 1:4"}},
    {"BadStatus", "/a /b 404\n", {"REDIRECTS-STATUS 1:7"}},
    {"ForcedStatus", "/a /b 301!\n", {"REDIRECTS-STATUS 1:7"}},
    {"StatusInWords", "/a /b permanent\n", {"REDIRECTS-STATUS 1:7"}},
    {"ProxyToHost", "/a https://b.example/ 200\n", {"REDIRECTS-PROXY 1:4"}},
    {"SinglePageFallback", "/* /index.html 200\n", {"REDIRECTS-LOOP 1:1"}},
    {"FolderToItsIndex", "/a/ /a/index.html\n", {"REDIRECTS-LOOP 1:1"}},
    {"TwoSplats", "/*/x/* /y\n", {"REDIRECTS-WILDCARD 1:1"}},
    {"SplatTwice", "/:splat/* /y\n", {"REDIRECTS-WILDCARD 1:1"}},
    {"OneNameTwice", "/:a/:a /y\n", {"REDIRECTS-WILDCARD 1:1"}},
    {"SplatWithoutStar", "/a /b/:splat\n", {"REDIRECTS-WILDCARD 1:4"}},
    {"UnknownName", "/a/:id /b/:name\n", {"REDIRECTS-WILDCARD 1:8"}},
    {"NameInQuery", "/a/:id /b?id=:id\n", {}},
    {"Duplicate", "/a /b\n/a /c\n", {"REDIRECTS-DUPLICATE 2:1"}},
    {"ItselfStatic", "/a /a\n", {"REDIRECTS-LOOP 1:4"}},
    {"ItselfWithQuery", "/a /a?x=1\n", {"REDIRECTS-LOOP 1:4"}},
    {"Circle", "/a /b\n/b /c\n/c /a\n", {"REDIRECTS-LOOP 1:4"}},
    {"OnAndOn", "/* /x/:splat 301\n", {"REDIRECTS-LOOP 1:4"}},
    {"OnAndOnToAnotherHost", "/* https://x.example/x/:splat 301\n", {}},
    {"CircleThroughWildcard", "/a/:id /b/:id\n/b/* /a/:splat\n", {"REDIRECTS-LOOP 1:8"}},
    {"CircleIntoWhichOthersLead", "/in /a\n/a /b\n/b /a\n", {"REDIRECTS-LOOP 1:5"}},
    {"ProxyIsNoHop", "/a /b 200\n/b /a\n", {}},
    {"LongChainEnds", Chain(1500), {}},
    {"PeelingEnds", "/a/* /:splat 302\n", {}},
    {"Shadowed", "/a/* /x\n/a/b /y\n", {"REDIRECTS-SHADOWED 2:1"}},
    {"ShadowedByName", "/:any /x/y\n/b /y/z\n", {"REDIRECTS-SHADOWED 2:1"}},
    {"NotShadowedByNarrower", "/a/:b/:c /x\n/a/* /y\n", {}},
    {"StaticAboveWildcardIsReached", "/a/b /y\n/a/* /x\n", {}},
    {"LongLine", "/a /" + std::string(2000, 'b') + "\n", {"REDIRECTS-LINE-TOO-LONG 1:1"}},
    {"NoBreakSpaceIsSpace", "/a\xC2\xA0/b 301\n", {}},
    {"NotUtf8", "/a /\xff\n", {"REDIRECTS-NOT-UTF8 0:0"}},
};

INSTANTIATE_TEST_SUITE_P(Table, RedirectsTest, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace release::bundle
