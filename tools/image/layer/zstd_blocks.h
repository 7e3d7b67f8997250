// zstd in pieces that are compressed independently, and so in parallel.
//
// Each block of the input becomes a frame of its own; frames after one another are one zstd stream.
// The bytes depend on the input and on zstd's version only (it is linked statically): for a given
// version and level its output is the same on every processor.
#ifndef RELEASE_TOOLS_IMAGE_LAYER_ZSTD_BLOCKS_H_
#define RELEASE_TOOLS_IMAGE_LAYER_ZSTD_BLOCKS_H_

#include <memory>
#include <string>
#include <string_view>

namespace release::image {

// The level of zstd. Part of the format: another gives other bytes.
inline constexpr int kZstdLevel = 3;

// Compresses blocks. Each thread needs its own.
class BlockZstd {
 public:
  BlockZstd();
  BlockZstd(BlockZstd&&) noexcept;
  BlockZstd& operator=(BlockZstd&&) noexcept;
  ~BlockZstd();

  // Replaces `out` by the frame of `block`, which may be empty.
  void Compress(std::string_view block, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_LAYER_ZSTD_BLOCKS_H_
