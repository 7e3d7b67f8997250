#include "tools/deps/selftest/greeter.h"

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace release::deps_selftest {
namespace {

TEST(GreeterTest, AnswersWithTheName) {
  deps::selftest::GreetRequest request;
  request.set_name("Ada");
  const auto response = Greet(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->text(), "hello, Ada");
  EXPECT_EQ(response->at().seconds(), 1);
}

TEST(GreeterTest, RefusesAnEmptyName) {
  EXPECT_EQ(Greet({}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace release::deps_selftest
