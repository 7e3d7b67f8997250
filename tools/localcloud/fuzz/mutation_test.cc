// A fuzzer's function over its committed corpus, and over texts that were made of it by damage: the
// same ones in every run.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tools/base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace release::cloud {
namespace {

constexpr int kRounds = 20000;

constexpr std::string_view kPieces[] = {
    "/",        "//",    "..",      ".",    "%2f",     "%00",
    "%",        "\n",    "\r\n",    "\"",   "\\",      "{",
    "}",        "[",     "]",       ":",    ",",       "=",
    "&",        "?",     "(",       ")",    "*",       "!",
    "@",        " ",     "-1",      "0",    "\xff",    "\xe2\x80",
    "[[[[[[[[", "65536", "sha256:", "not.", "\\u0000", "99999999999999999999"};

std::vector<std::string> Corpus() {
  std::vector<std::string> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(std::getenv("CORPUS"))) {
    const auto text = ReadFile(entry.path(), 1 << 20);
    EXPECT_TRUE(text.ok()) << text.status();
    if (text.ok()) seeds.push_back(*text);
  }
  return seeds;
}

void Feed(const std::string& text) {
  ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size()), 0);
}

TEST(MutationTest, EverySeedAndEachOfItsBeginningsHasAnAnswer) {
  const std::vector<std::string> seeds = Corpus();
  EXPECT_GE(seeds.size(), 3u);
  for (const std::string& seed : seeds) {
    for (size_t size = 0; size <= seed.size(); ++size) Feed(seed.substr(0, size));
  }
}

TEST(MutationTest, EveryDamagedSeedHasAnAnswer) {
  std::mt19937 random(20261124);
  const auto below = [&](size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random);
  };
  const std::vector<std::string> seeds = Corpus();
  ASSERT_FALSE(seeds.empty());
  for (int round = 0; round < kRounds; ++round) {
    std::string text = seeds[below(seeds.size())];
    for (size_t changes = 1 + below(8); changes > 0; --changes) {
      const size_t at = below(text.size() + 1);
      switch (below(4)) {
        case 0:
          text.insert(at, kPieces[below(std::size(kPieces))]);
          break;
        case 1:
          text.erase(at, below(6));
          break;
        case 2:
          if (at < text.size()) text[at] = static_cast<char>(below(256));
          break;
        default:
          text.insert(at, text.substr(below(text.size() + 1), below(30)));
      }
    }
    Feed(text);
  }
}

}  // namespace
}  // namespace release::cloud
