// gzip in pieces that are compressed independently, and so in parallel.
//
// The stream is one gzip member: header, one deflate piece for each block of the input, an end, a
// trailer. Its bytes depend on the input and on zlib's version only (zlib is portable C and linked
// statically), not on processor, threads, clock or system: the header has no time, no name, and
// "unknown" as system. ISA-L is several times faster, but takes other code paths, with other
// output, by what the processor can do. What its speed would bring is had elsewhere: a block
// without redundancy (most of an image's bytes are already compressed) is stored, not deflated.
#ifndef RELEASE_TOOLS_IMAGE_LAYER_GZIP_BLOCKS_H_
#define RELEASE_TOOLS_IMAGE_LAYER_GZIP_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace release::image {

// Input bytes of a piece. Part of the format: another size gives other bytes.
inline constexpr size_t kGzipBlock = 256 * 1024;

// The level of zlib, likewise.
inline constexpr int kGzipLevel = 6;

// Compresses blocks. Each thread needs its own.
class BlockDeflater {
 public:
  BlockDeflater();
  BlockDeflater(BlockDeflater&&) noexcept;
  BlockDeflater& operator=(BlockDeflater&&) noexcept;
  ~BlockDeflater();

  // Replaces `out` by the deflate piece of `block`, which has 1 to kGzipBlock bytes. The piece ends
  // on a byte border and is not the last of its stream.
  void Deflate(std::string_view block, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

uint32_t Crc32(std::string_view bytes);

// The CRC of two texts after one another, from the CRC of each and the size of the second.
uint32_t Crc32Combine(uint32_t first, uint32_t second, uint64_t second_size);

std::string GzipHeader();

// What follows the last piece; `crc` and `size` are those of the whole input.
std::string GzipTrailer(uint32_t crc, uint64_t size);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_LAYER_GZIP_BLOCKS_H_
