// The fuzzer's function over the committed corpus, and over copies of it that are damaged from a
// fixed seed: cut off, with other bytes, with blocks in another order.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tools/base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace release::image {
namespace {

constexpr size_t kBlock = 512;
constexpr int kMutations = 150;

int Answer(const std::string& archive) {
  return LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(archive.data()),
                                archive.size());
}

std::vector<std::string> Corpus() {
  std::vector<std::string> archives;
  for (const auto& file : std::filesystem::directory_iterator("tools/image/archive/corpus")) {
    archives.push_back(ReadFile(file.path().string(), 1 << 20).value());
  }
  return archives;
}

// The sum in a header block, over what the mutation made of it, so that more is reached than the
// check of the sum.
void MendSum(std::string& archive, size_t header) {
  if (header + kBlock > archive.size()) return;
  archive.replace(header + 148, 8, 8, ' ');
  unsigned sum = 0;
  for (size_t i = 0; i < kBlock; ++i) sum += static_cast<unsigned char>(archive[header + i]);
  for (size_t digit = 6; digit-- > 0; sum /= 8) {
    archive[header + 148 + digit] = static_cast<char>('0' + sum % 8);
  }
  archive[header + 154] = '\0';
}

TEST(MutationTest, EveryFileOfTheCorpusHasAnAnswer) {
  const std::vector<std::string> corpus = Corpus();
  EXPECT_GE(corpus.size(), 5u);
  for (const std::string& archive : corpus) EXPECT_EQ(Answer(archive), 0);
}

TEST(MutationTest, EveryDamagedArchiveHasAnAnswer) {
  std::mt19937 random(20221031);
  const auto below = [&random](size_t bound) { return random() % (bound == 0 ? 1 : bound); };
  for (const std::string& good : Corpus()) {
    for (int i = 0; i < kMutations; ++i) {
      std::string archive = good;
      for (size_t changes = 1 + below(3); changes > 0; --changes) {
        const size_t at = below(archive.size());
        const size_t block = at / kBlock * kBlock;
        switch (below(4)) {
          case 0:
            archive.resize(at + 1);
            break;
          case 1:
            archive[at] = static_cast<char>(random());
            break;
          case 2:
            archive[at] = static_cast<char>(random());
            MendSum(archive, block);
            break;
          default:
            archive.insert(block, archive.substr(below(archive.size()) / kBlock * kBlock, kBlock));
        }
      }
      EXPECT_EQ(Answer(archive), 0);
    }
  }
}

}  // namespace
}  // namespace release::image
