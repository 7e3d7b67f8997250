#include "apps/api/request_parts.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace spectral {
namespace {

TEST(ParseTargetTest, SplitsPathAndQuery) {
  const Target target = ParseTarget("/worlds//7/messages/?after=3&limit=&x&y=a=b");
  EXPECT_EQ(target.segments, (std::vector<std::string>{"worlds", "7", "messages"}));
  EXPECT_EQ(target.query, (std::map<std::string, std::string>{
                              {"after", "3"}, {"limit", ""}, {"x", ""}, {"y", "a=b"}}));
  EXPECT_TRUE(ParseTarget("").segments.empty());
  EXPECT_TRUE(ParseTarget("*?&&").segments == std::vector<std::string>{"*"});
}

TEST(NamesTest, UuidsAndSlugsAreRecognised) {
  EXPECT_TRUE(IsUuid("0123abcd-0000-4000-8000-0123456789AB"));
  EXPECT_FALSE(IsUuid("0123abcd-0000-4000-8000-0123456789A"));
  EXPECT_FALSE(IsUuid("0123abcdx0000-4000-8000-0123456789AB"));
  EXPECT_FALSE(IsUuid("0123abcg-0000-4000-8000-0123456789AB"));
  EXPECT_TRUE(IsSlug("main-2"));
  EXPECT_FALSE(IsSlug("-main"));
  EXPECT_FALSE(IsSlug("Main"));
  EXPECT_FALSE(IsSlug(""));
  EXPECT_FALSE(IsSlug(std::string(64, 'a')));
}

TEST(ReadNewMessageTest, ABodySuffices) {
  NewMessage message;
  EXPECT_EQ(ReadNewMessage(R"({"body": "hello"})", &message), "");
  EXPECT_EQ(message.body, "hello");
  EXPECT_EQ(message.author, "user");
  EXPECT_EQ(message.thread, "main");
  EXPECT_FALSE(message.client_token.has_value());
}

TEST(ReadNewMessageTest, TheLimitCountsCharactersNotBytes) {
  NewMessage message;
  std::string eight_thousand;
  for (int i = 0; i < 8000; ++i) eight_thousand += "\xc3\xa4";
  EXPECT_EQ(ReadNewMessage("{\"body\": \"" + eight_thousand + "\"}", &message), "");
  EXPECT_EQ(ReadNewMessage("{\"body\": \"" + eight_thousand + "x\"}", &message),
            "\"body\" is longer than 8000 characters");
}

TEST(ReadNewMessageTest, EveryBadBodyIsExplained) {
  const struct {
    const char* json;
    const char* problem;
  } kCases[] = {
      {"", "the body is not JSON"},
      {"{\"body\": \"\xff\"}", "the body is not JSON"},
      {"[1]", "the body is not a JSON object"},
      {"{}", "\"body\" is missing or empty"},
      {R"({"body": 7})", "\"body\" is not a string"},
      {R"({"body": "a\u0000b"})", "\"body\" contains a NUL character"},
      {R"({"body": "a", "author": "root"})", "\"author\" is not one of user, agent, operator"},
      {R"({"body": "a", "thread": "A B"})", "\"thread\" is not 1 to 63 of a-z, 0-9 and -"},
      {R"({"body": "a", "client_token": "1"})", "\"client_token\" is not a UUID"},
      {R"({"body": "a", "colour": "red"})",
       "unknown field \"colour\"; known are body, author, thread, client_token"},
  };
  for (const auto& c : kCases) {
    NewMessage message;
    EXPECT_EQ(ReadNewMessage(c.json, &message), c.problem) << c.json;
  }
}

TEST(ReadNewMessageTest, DeepNestingIsRefusedNotFollowed) {
  NewMessage message;
  EXPECT_EQ(ReadNewMessage(std::string(60000, '['), &message), "the body is not JSON");
}

TEST(IsAuthorizedTest, OnlyTheWholeKeyWithItsSchemeCounts) {
  EXPECT_TRUE(IsAuthorized("Bearer 0123456789abcdef", "0123456789abcdef"));
  EXPECT_FALSE(IsAuthorized("Bearer 0123456789abcdeg", "0123456789abcdef"));
  EXPECT_FALSE(IsAuthorized("Bearer 0123456789abcde", "0123456789abcdef"));
  EXPECT_FALSE(IsAuthorized("0123456789abcdef", "0123456789abcdef"));
  EXPECT_FALSE(IsAuthorized("", "0123456789abcdef"));
}

}  // namespace
}  // namespace spectral
