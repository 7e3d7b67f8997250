#include "tools/image/layer/layer_stream.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"
#include "tools/image/layer/gzip_blocks.h"
#include "tools/image/layer/zstd_blocks.h"

namespace release::image {
namespace {

// One piece of the archive. Filled by the stream's user, compressed by a worker, written by the
// user's thread again, in order.
struct Block {
  std::string input = std::string(kGzipBlock, '\0');
  size_t used = 0;
  std::string output;
  uint32_t crc = 0;
  bool ready = false;  // under the lock
};

// What one worker compresses with.
class BlockCompressor {
 public:
  explicit BlockCompressor(Compression compression) {
    if (compression == Compression::kGzip) deflater_.emplace();
    if (compression == Compression::kZstd) zstd_.emplace();
  }

  void Compress(Block& block) {
    const std::string_view input(block.input.data(), block.used);
    if (zstd_.has_value()) {
      zstd_->Compress(input, block.output);
      return;
    }
    block.crc = Crc32(input);
    deflater_->Deflate(input, block.output);
  }

 private:
  std::optional<BlockDeflater> deflater_;
  std::optional<BlockZstd> zstd_;
};

int ThreadCount(int wanted) {
  if (wanted > 0) return std::min(wanted, 32);
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 32U));
}

}  // namespace

std::string_view MediaTypeOf(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      break;
    case Compression::kGzip:
      return "application/vnd.oci.image.layer.v1.tar+gzip";
    case Compression::kZstd:
      return "application/vnd.oci.image.layer.v1.tar+zstd";
  }
  return "application/vnd.oci.image.layer.v1.tar";
}

struct LayerStream::State {
  int fd;
  LayerBlob blob;
  Sha256 tar_hash;
  Sha256 blob_hash;
  uint32_t crc = 0;
  bool begun = false;  // the header is written

  // A ring: `filling` blocks were begun, `written` are done; the block of number n is n % size.
  std::vector<Block> blocks;
  uint64_t filling = 0;
  uint64_t written = 0;

  std::mutex mutex;
  std::condition_variable work_arrived;
  std::condition_variable block_ready;
  std::deque<Block*> work;
  bool over = false;
  std::vector<std::thread> workers;

  State(int out, Compression compression, int threads)
      : fd(out),
        blocks(compression == Compression::kNone ? 1 : 2 * static_cast<size_t>(threads) + 2) {
    blob.compression = compression;
    if (compression == Compression::kNone) return;
    for (int i = 0; i < threads; ++i) workers.emplace_back([this] { Work(); });
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  ~State() {
    {
      const std::lock_guard lock(mutex);
      over = true;
    }
    work_arrived.notify_all();
    for (std::thread& worker : workers) worker.join();
  }

  void Work() {
    BlockCompressor compressor(blob.compression);
    std::unique_lock lock(mutex);
    while (true) {
      work_arrived.wait(lock, [this] { return over || !work.empty(); });
      if (over) return;
      Block* block = work.front();
      work.pop_front();
      lock.unlock();
      compressor.Compress(*block);
      lock.lock();
      block->ready = true;
      block_ready.notify_one();
    }
  }

  Block& Current() { return blocks[filling % blocks.size()]; }

  absl::Status Write(std::string_view bytes) {
    blob_hash.Update(bytes);
    blob.blob_size += bytes.size();
    if (WriteAll(fd, bytes)) return absl::OkStatus();
    return DiagnoseErrno(errno, {.code = "LAYER-WRITE",
                                 .what = "the layer's blob cannot be written",
                                 .why = "write",
                                 .fix = "make room on the disk, then build again"});
  }

  absl::Status Begin() {
    if (begun || blob.compression != Compression::kGzip) return absl::OkStatus();
    begun = true;
    return Write(GzipHeader());
  }

  absl::Status WriteOldest() {
    if (absl::Status status = Begin(); !status.ok()) return status;
    Block& block = blocks[written % blocks.size()];
    {
      std::unique_lock lock(mutex);
      block_ready.wait(lock, [&block] { return block.ready; });
    }
    if (blob.compression == Compression::kGzip) crc = Crc32Combine(crc, block.crc, block.used);
    absl::Status status = Write(block.output);
    block.ready = false;
    block.used = 0;
    ++written;
    return status;
  }

  // Gives the current block away and makes room for the next.
  absl::Status Submit() {
    Block& block = Current();
    const std::string_view input(block.input.data(), block.used);
    blob.tar_size += input.size();
    if (blob.compression == Compression::kNone) {
      tar_hash.Update(input);
      block.used = 0;
      return Write(input);
    }
    {
      const std::lock_guard lock(mutex);
      work.push_back(&block);
    }
    work_arrived.notify_one();
    tar_hash.Update(input);  // while a worker compresses it
    ++filling;
    return filling - written == blocks.size() ? WriteOldest() : absl::OkStatus();
  }
};

LayerStream::LayerStream(int fd, Compression compression, int threads)
    : state_(std::make_unique<State>(fd, compression, ThreadCount(threads))) {}
LayerStream::~LayerStream() = default;

LayerStream::Room LayerStream::NextRoom() {
  Block& block = state_->Current();
  return {block.input.data() + block.used, kGzipBlock - block.used};
}

absl::Status LayerStream::Advance(size_t count) {
  Block& block = state_->Current();
  block.used += count;
  return block.used == kGzipBlock ? state_->Submit() : absl::OkStatus();
}

absl::Status LayerStream::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const Room room = NextRoom();
    const size_t count = std::min(room.size, bytes.size());
    std::memcpy(room.data, bytes.data(), count);
    if (absl::Status status = Advance(count); !status.ok()) return status;
    bytes.remove_prefix(count);
  }
  return absl::OkStatus();
}

absl::Status LayerStream::AppendZeros(size_t count) {
  while (count > 0) {
    const Room room = NextRoom();
    const size_t now = std::min(room.size, count);
    std::memset(room.data, 0, now);
    if (absl::Status status = Advance(now); !status.ok()) return status;
    count -= now;
  }
  return absl::OkStatus();
}

absl::StatusOr<LayerBlob> LayerStream::Finish() {
  State& state = *state_;
  if (state.Current().used > 0) {
    if (absl::Status status = state.Submit(); !status.ok()) return status;
  }
  while (state.written < state.filling) {
    if (absl::Status status = state.WriteOldest(); !status.ok()) return status;
  }
  if (absl::Status status = state.Begin(); !status.ok()) return status;
  if (state.blob.compression == Compression::kGzip) {
    absl::Status status = state.Write(GzipTrailer(state.crc, state.blob.tar_size));
    if (!status.ok()) return status;
  }
  if (state.blob.compression == Compression::kZstd && state.blob.blob_size == 0) {
    // No frame is no zstd stream.
    std::string frame;
    BlockZstd().Compress("", frame);
    if (absl::Status status = state.Write(frame); !status.ok()) return status;
  }
  state.blob.diff_id = state.tar_hash.Finish();
  state.blob.digest = state.blob_hash.Finish();
  return state.blob;
}

}  // namespace release::image
