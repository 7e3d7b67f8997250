#include "tools/image/layer/gzip_blocks.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace release::image {
namespace {

constexpr size_t kMaxStored = 65535;
constexpr size_t kSample = 4096;  // bytes of a probe for repetitions
constexpr size_t kProbes = 4;

// Whether every byte value is about equally frequent: chi-squared below 400, where random bytes
// have 255 with a deviation of 23. A block below it could save some 290 bits (chi2 / (2 ln 2)) by
// coding its bytes apart. Integers only, because the answer is part of the output.
bool LooksUniform(std::string_view block) {
  std::array<uint64_t, 256> counts{};
  for (const char c : block) ++counts[static_cast<unsigned char>(c)];
  uint64_t squares = 0;
  for (const uint64_t count : counts) squares += count * count;
  const uint64_t size = block.size();
  // chi-squared is 256 * squares / size - size.
  return 256 * squares < size * (size + 400);
}

std::string Little(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xff);
  return text;
}

void Store(std::string_view block, std::string& out) {
  for (size_t done = 0; done < block.size();) {
    const size_t size = std::min(kMaxStored, block.size() - done);
    out += '\0';  // not the last, stored
    out += Little(size, 2);
    out += Little(~size, 2);
    out += block.substr(done, size);
    done += size;
  }
}

// Only memory can fail these calls, and there is no good answer to that.
void Must(int result, const char* call) {
  if (result == Z_OK) return;
  std::fprintf(stderr, "zlib: %s failed with %d\n", call, result);
  std::abort();
}

}  // namespace

struct BlockDeflater::State {
  z_stream stream{};

  State() {
    Must(deflateInit2(&stream, kGzipLevel, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), "deflateInit2");
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { deflateEnd(&stream); }

  void Deflate(std::string_view input, std::string& out) {
    Must(deflateReset(&stream), "deflateReset");
    out.resize(deflateBound(&stream, input.size()) + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    Must(deflate(&stream, Z_SYNC_FLUSH), "deflate");
    out.resize(out.size() - stream.avail_out);
  }

  // Uniform bytes may still repeat themselves: deflate a few places and see. Repetitions further
  // apart than a sample stay unseen, which costs size and nothing else.
  bool Incompressible(std::string_view block, std::string& scratch) {
    if (block.size() < kProbes * kSample || !LooksUniform(block)) return false;
    for (size_t i = 0; i < kProbes; ++i) {
      const size_t begin = (block.size() - kSample) / (kProbes - 1) * i;
      Deflate(block.substr(begin, kSample), scratch);
      if (scratch.size() < kSample) return false;
    }
    return true;
  }
};

BlockDeflater::BlockDeflater() : state_(std::make_unique<State>()) {}
BlockDeflater::BlockDeflater(BlockDeflater&&) noexcept = default;
BlockDeflater& BlockDeflater::operator=(BlockDeflater&&) noexcept = default;
BlockDeflater::~BlockDeflater() = default;

void BlockDeflater::Deflate(std::string_view block, std::string& out) {
  if (!state_->Incompressible(block, out)) {
    state_->Deflate(block, out);
    if (out.size() < block.size()) return;
  }
  out.clear();
  Store(block, out);
}

uint32_t Crc32(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

uint32_t Crc32Combine(uint32_t first, uint32_t second, uint64_t second_size) {
  return static_cast<uint32_t>(crc32_combine(first, second, static_cast<z_off_t>(second_size)));
}

std::string GzipHeader() {
  return {"\x1f\x8b\x08\0\0\0\0\0\0\xff", 10};  // deflate, no flags, no time, system unknown
}

std::string GzipTrailer(uint32_t crc, uint64_t size) {
  return std::string("\x03\0", 2)  // the last piece: an empty one with fixed codes
         + Little(crc, 4) + Little(size & 0xffffffff, 4);
}

}  // namespace release::image
