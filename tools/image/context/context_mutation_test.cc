// Paths and patterns that nobody would write: whatever comes, an answer comes, and soon.
#include <random>
#include <set>

#include "gtest/gtest.h"
#include "tools/image/context/ignore_file.h"
#include "tools/image/context/path_pattern.h"
#include "tools/image/context/testing.h"

namespace release::image {
namespace {

const char* const kPieces[] = {"a",    "b",  "c",   "/",  "*",    "**",       "**/", "?",   "[a-c]",
                               "[^b]", "..", "../", "./", "/./",  "!",        "\\",  "[",   "]",
                               ".",    " ",  "#",   "\n", "\xff", "\xc3\xa9", "a/b", "link"};

std::string Text(std::mt19937_64& random, size_t most) {
  std::string text;
  const size_t pieces = random() % (most + 1);
  for (size_t i = 0; i < pieces; ++i) text += kPieces[random() % std::size(kPieces)];
  return text;
}

// A backtracking matcher of plain stars, slow and plain, to compare with.
bool SlowMatch(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern[0] == '*') {
    if (SlowMatch(pattern.substr(1), path)) return true;
    return !path.empty() && path[0] != '/' && SlowMatch(pattern, path.substr(1));
  }
  if (path.empty()) return false;
  const bool takes = pattern[0] == '?' ? path[0] != '/' : path[0] == pattern[0];
  return takes && SlowMatch(pattern.substr(1), path.substr(1));
}

std::string Letters(std::mt19937_64& random, std::string_view alphabet, size_t most) {
  std::string text;
  const size_t length = random() % (most + 1);
  for (size_t i = 0; i < length; ++i) text += alphabet[random() % alphabet.size()];
  return text;
}

TEST(ContextMutationTest, PatternsMatchWhatABacktrackingMatcherMatches) {
  std::mt19937_64 random(11);
  int matched = 0;
  for (int round = 0; round < 100000; ++round) {
    const std::string pattern = Letters(random, "ab/*?", 8);
    const std::string path = Letters(random, "ab/", 8);
    const bool expected = SlowMatch(pattern, path);
    matched += expected ? 1 : 0;
    ASSERT_EQ(PathPattern::Parse(pattern, PathPattern::Stars::kPlain)->Matches(path), expected)
        << pattern << " on " << path;
  }
  EXPECT_GT(matched, 1000);
}

TEST(ContextMutationTest, EveryIgnoreFileHasAnAnswer) {
  std::mt19937_64 random(12);
  int parsed = 0;
  for (int round = 0; round < 30000; ++round) {
    const auto patterns = IgnorePatterns::Create(ReadIgnoreFile(Text(random, 30)));
    if (!patterns.ok()) continue;
    ++parsed;
    for (const char* path : {"a", "a/b", "a/b/c", "link"}) {
      ASSERT_EQ(patterns->Matches(path), patterns->Decider(path) != nullptr);
    }
  }
  EXPECT_GT(parsed, 3000);
}

TEST(ContextMutationTest, NoCopyLeavesTheContextOrTheImage) {
  std::mt19937_64 random(13);
  const std::vector<std::string> words = {"a/b/c",   "a/x*",       "b/",   "c",
                                          "link->a", "c.a->../..", "d->/", "ab->b/../a/b"};
  const auto context = MakeBuildContext(Inputs(words), IgnorePatterns());
  ASSERT_TRUE(context.ok());
  std::set<std::string> sources;
  for (const auto& [path, node] : context->tree.nodes()) sources.insert(node.source);
  int planned = 0;
  for (int round = 0; round < 50000; ++round) {
    CopyRequest request{.sources = {Text(random, 4)}, .destination = Text(random, 5)};
    if (random() % 3 == 0) request.sources.push_back(Text(random, 4));
    if (random() % 3 == 0) request.excludes = {Text(random, 3)};
    request.parents = random() % 3 == 0;
    const auto plan = PlanCopy(request, {.tree = context->tree}, context->tree);
    if (!plan.ok()) {
      ASSERT_NE(plan.status().message().find("IMAGE-CO"), absl::string_view::npos) << plan.status();
      continue;
    }
    ++planned;
    std::string last;
    for (const CopyEntry& entry : plan->entries) {
      ASSERT_EQ(entry.path[0], '/');
      ASSERT_EQ((entry.path + "/").find("/../"), std::string::npos) << entry.path;
      ASSERT_TRUE(sources.contains(entry.source)) << entry.source;
      ASSERT_LT(last, entry.path);
      last = entry.path;
    }
  }
  EXPECT_GT(planned, 5000);
}

TEST(ContextMutationTest, ManyFilesAndPatternsAreQuick) {
  std::vector<std::string> files;
  for (int i = 0; i < 20000; ++i)
    files.push_back("d" + std::to_string(i % 100) + "/f" + std::to_string(i));
  const auto ignore = IgnorePatterns::Create({"**/*.o", "node_modules", "*/*/*/x", "!d1/**/keep"});
  const auto context = MakeBuildContext(Inputs(files), *ignore);
  ASSERT_TRUE(context.ok());
  const CopyRequest request{.sources = {"."}, .destination = "/"};
  const auto plan = PlanCopy(request, {.tree = context->tree}, SourceTree());
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->entries.size(), 20100u);
}

}  // namespace
}  // namespace release::image
