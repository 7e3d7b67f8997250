#include "tools/image/layer/zstd_blocks.h"

#include <zstd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace release::image {
namespace {

// Only memory can fail these calls, and there is no good answer to that.
size_t Must(size_t result, const char* call) {
  if (ZSTD_isError(result) == 0) return result;
  std::fprintf(stderr, "zstd: %s failed: %s\n", call, ZSTD_getErrorName(result));
  std::abort();
}

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

struct BlockZstd::State {
  std::unique_ptr<ZSTD_CCtx, Free> context{ZSTD_createCCtx()};

  State() {
    Must(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kZstdLevel), "level");
    // The blob has a digest.
    Must(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 0), "checksum");
  }
};

BlockZstd::BlockZstd() : state_(std::make_unique<State>()) {}
BlockZstd::BlockZstd(BlockZstd&&) noexcept = default;
BlockZstd& BlockZstd::operator=(BlockZstd&&) noexcept = default;
BlockZstd::~BlockZstd() = default;

void BlockZstd::Compress(std::string_view block, std::string& out) {
  out.resize(ZSTD_compressBound(block.size()));
  out.resize(Must(
      ZSTD_compress2(state_->context.get(), out.data(), out.size(), block.data(), block.size()),
      "compress"));
}

}  // namespace release::image
