// The fuzzer's function over every file of the committed corpus.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/files.h"
#include "tools/image/dockerfile/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace release::image {
namespace {

TEST(CorpusTest, EveryFileHasAnAnswer) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tools/image/dockerfile/corpus")) {
    const absl::StatusOr<std::string> text =
        ReadFile(entry.path().string(), 2 * kLargestDockerfile);
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_EQ(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text->data()), text->size()),
        0)
        << entry.path();
    ++files;
  }
  EXPECT_GE(files, 8);
}

}  // namespace
}  // namespace release::image
