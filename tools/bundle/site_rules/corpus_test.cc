// The committed corpus through the fuzz target, and all its texts cut and glued in simple ways.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace release::bundle {
namespace {

std::vector<std::string> Corpus() {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator("tools/bundle/site_rules/corpus")) {
    texts.push_back(*ReadFile(entry.path(), 1 << 20));
  }
  return texts;
}

void Feed(const std::string& text) {
  EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()),
            0);
}

TEST(CorpusTest, EveryTextHasAnAnswer) {
  const std::vector<std::string> texts = Corpus();
  ASSERT_GE(texts.size(), 3U);
  for (const std::string& text : texts) Feed(text);
}

TEST(CorpusTest, EveryCutAndEveryChangedByteHasAnAnswer) {
  for (const std::string& text : Corpus()) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      Feed(text.substr(0, i));
      std::string changed = text;
      for (const char byte : {'*', ':', '/', '\n', '\0', '\xff'}) {
        changed[i] = byte;
        Feed(changed);
      }
    }
  }
}

}  // namespace
}  // namespace release::bundle
