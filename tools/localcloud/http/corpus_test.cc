// The fuzzer's seeds, run once each without the fuzzer.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "tools/base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace release::cloud {
namespace {

TEST(CorpusTest, EverySeedAndEachOfItsBeginningsIsParsed) {
  int seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tools/localcloud/http/corpus")) {
    const auto text = ReadFile(entry.path(), 1 << 20);
    ASSERT_TRUE(text.ok()) << text.status();
    for (size_t size = 0; size <= text->size(); ++size) {
      LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text->data()), size);
    }
    ++seeds;
  }
  EXPECT_EQ(seeds, 4);
}

}  // namespace
}  // namespace release::cloud
