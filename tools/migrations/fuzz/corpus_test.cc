// A fuzzer's function over every file of its committed corpus.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tools/base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace release::migrations {
namespace {

TEST(CorpusTest, EveryFileHasAnAnswer) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::getenv("CORPUS"))) {
    const absl::StatusOr<std::string> text = ReadFile(entry.path().string(), 1 << 20);
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_EQ(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text->data()), text->size()),
        0)
        << entry.path();
    ++files;
  }
  EXPECT_GE(files, 4);
}

}  // namespace
}  // namespace release::migrations
