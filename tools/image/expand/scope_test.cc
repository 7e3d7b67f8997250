#include "tools/image/expand/scope.h"

#include "gtest/gtest.h"
#include "tools/image/expand/predefined_args.h"

namespace release::image {
namespace {

using Strings = std::vector<std::string>;

std::string Value(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "(unset)" : found->second;
}

TEST(ScopeTest, AGlobalArgIsSeenByFromAndByAStageThatDeclaresIt) {
  GlobalScope global({}, {});
  ASSERT_TRUE(global.Arg(Lexer(), "VERSION", "1.2").ok());
  ASSERT_TRUE(global.Arg(Lexer(), "TAG", "v${VERSION}-slim").ok());
  EXPECT_EQ(Value(global.variables(), "TAG"), "v1.2-slim");
  StageScope stage(&global);
  EXPECT_EQ(Value(stage.variables(), "TAG"), "(unset)");
  EXPECT_EQ(*stage.Arg(Lexer(), "TAG", std::nullopt), "v1.2-slim");
  EXPECT_EQ(Value(stage.variables(), "TAG"), "v1.2-slim");
  EXPECT_EQ(Value(stage.variables(), "VERSION"), "(unset)");
}

TEST(ScopeTest, ABuildArgumentWinsOverDefaultsButNeedsAnArg) {
  GlobalScope global({{"A", "given"}, {"TYPO", "x"}, {"NO_PROXY", "local"}}, {});
  StageScope stage(&global);
  EXPECT_EQ(Value(stage.variables(), "A"), "(unset)");
  EXPECT_EQ(*stage.Arg(Lexer(), "A", "default"), "given");
  EXPECT_EQ(global.UnusedBuildArgs(), Strings({"TYPO"}));
}

TEST(ScopeTest, TheDefaultOfAStageWinsOverTheGlobalValue) {
  GlobalScope global({}, PlatformArgs({"linux", "amd64", ""}, {"linux", "arm64", ""}));
  ASSERT_TRUE(global.Arg(Lexer(), "A", "global").ok());
  StageScope stage(&global);
  EXPECT_EQ(*stage.Arg(Lexer(), "A", "own"), "own");
  EXPECT_EQ(*stage.Arg(Lexer(), "TARGETARCH", std::nullopt), "arm64");
  EXPECT_EQ(*stage.Arg(Lexer(), "TARGETVARIANT", std::nullopt), "");
  EXPECT_EQ(*stage.Arg(Lexer(), "NOWHERE", std::nullopt), std::nullopt);
}

TEST(ScopeTest, ABuildArgumentReplacesAPlatformArgument) {
  GlobalScope global({{"TARGETARCH", "riscv64"}},
                     PlatformArgs({"linux", "amd64", ""}, {"linux", "arm64", ""}));
  EXPECT_EQ(Value(global.variables(), "TARGETARCH"), "riscv64");
  EXPECT_TRUE(global.UnusedBuildArgs().empty());
}

TEST(ScopeTest, TheLaterOfArgAndEnvWinsAndTheImageKeepsEnv) {
  GlobalScope global({}, {});
  StageScope stage(&global);
  ASSERT_TRUE(stage.Arg(Lexer(), "A", "arg").ok());
  stage.Env("A", "env");
  EXPECT_EQ(Value(stage.variables(), "A"), "env");
  ASSERT_TRUE(stage.Arg(Lexer(), "A", "later").ok());
  EXPECT_EQ(Value(stage.variables(), "A"), "later");
  EXPECT_EQ(stage.ImageEnv(), Strings({"A=env"}));
  EXPECT_EQ(stage.DeclaredArgs(), Strings({"A=later"}));
}

TEST(ScopeTest, EnvKeepsThePlaceWhereANameFirstCameUp) {
  GlobalScope global({}, {});
  StageScope stage(&global, {"PATH=/bin", "X=1", "BARE"});
  stage.Env("Y", "2");
  stage.Env("PATH", "/opt:/bin");
  EXPECT_EQ(stage.ImageEnv(), Strings({"PATH=/opt:/bin", "X=1", "BARE=", "Y=2"}));
}

TEST(ScopeTest, AStageFromAStageInheritsAndStaysApart) {
  GlobalScope global({}, {});
  StageScope base(&global);
  ASSERT_TRUE(base.Arg(Lexer(), "A", "base").ok());
  StageScope child = base;
  child.Env("B", "child");
  EXPECT_EQ(Value(child.variables(), "A"), "base");
  EXPECT_EQ(Value(base.variables(), "B"), "(unset)");
}

TEST(ScopeTest, ProxiesReachRunWithoutArgAndStayOutOfHistory) {
  GlobalScope global({{"HTTP_PROXY", "http://p"}, {"OTHER", "x"}}, {});
  StageScope stage(&global);
  EXPECT_EQ(Value(stage.RunEnvironment(), "HTTP_PROXY"), "http://p");
  EXPECT_EQ(Value(stage.RunEnvironment(), "OTHER"), "(unset)");
  ASSERT_TRUE(stage.Arg(Lexer(), "HTTP_PROXY", std::nullopt).ok());
  EXPECT_EQ(stage.DeclaredArgs(), Strings());
}

TEST(ScopeTest, AnErrorInADefaultLeavesTheScopeAsItWas) {
  GlobalScope global({}, {});
  EXPECT_FALSE(global.Arg(Lexer(), "A", "${").ok());
  StageScope stage(&global);
  EXPECT_FALSE(stage.Arg(Lexer(), "A", "'").ok());
  EXPECT_TRUE(stage.variables().empty());
  EXPECT_TRUE(stage.DeclaredArgs().empty());
}

}  // namespace
}  // namespace release::image
