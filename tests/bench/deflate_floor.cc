#include "tests/bench/deflate_floor.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/image/layer/gzip_blocks.h"

namespace release::bench {

namespace {

using image::kGzipBlock;
using image::kGzipLevel;

void DeflateBlocks(int fd, std::atomic<off_t>& next) {
  z_stream stream{};
  deflateInit2(&stream, kGzipLevel, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::vector<Bytef> in(kGzipBlock), out(deflateBound(&stream, kGzipBlock) + 16);
  while (true) {
    const off_t at = next.fetch_add(static_cast<off_t>(kGzipBlock));
    const ssize_t count = pread(fd, in.data(), in.size(), at);
    if (count <= 0) break;
    deflateReset(&stream);
    stream.next_in = in.data();
    stream.avail_in = static_cast<uInt>(count);
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_SYNC_FLUSH);
  }
  deflateEnd(&stream);
}

bool DeflateAndHash(const std::string& path) {
  const FileDescriptor in(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.get() < 0) return false;
  std::atomic<off_t> next{0};
  std::vector<std::thread> workers;
  const unsigned count = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < count; ++i) {
    workers.emplace_back([&in, &next] { DeflateBlocks(in.get(), next); });
  }
  const bool hashed = DigestOfFile(path).ok();
  for (std::thread& worker : workers) worker.join();
  return hashed;
}

}  // namespace

std::string Content(size_t noise, size_t text, uint64_t seed) {
  std::string content(noise, '\0');
  uint64_t state = 88172645463325252 + seed;
  const auto next = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state >> 20;
  };
  for (char& c : content) c = static_cast<char>(next());
  static constexpr const char* kWords[] = {"return", "status", "const", "std::string", "the",
                                           "layer",  "if",     "of",    "release",     "(path)"};
  while (content.size() < noise + text) {
    content += kWords[next() % 10];
    content += next() % 8 == 0 ? std::to_string(next() % 100000) + "\n" : " ";
  }
  return content;
}

double FloorMilliseconds(const std::vector<std::string>& paths) {
  const Stopwatch watch;
  for (const std::string& path : paths) {
    if (!DeflateAndHash(path)) return 0;
  }
  return watch.Milliseconds();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace release::bench
