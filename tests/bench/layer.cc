// The layer writer against its floor: read, SHA-256 and deflate of the same bytes, by the same
// zlib, on the same processors, in the same run. The floor makes no archive and no digest of the
// compressed bytes, but deflates noise too. Prints both times and their ratio; exits 1 above
// kLimit.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/image/layer/gzip_blocks.h"
#include "tools/image/layer/layer_writer.h"

namespace release::image {
namespace {

constexpr double kLimit = 1.3;  // times the floor
constexpr int kRounds = 5;
constexpr size_t kNoise = 40'000'000;
constexpr size_t kText = 16'000'000;

// The contents of the context: noise, and text with some redundancy.
std::string Content(size_t noise, size_t text) {
  std::string content(noise, '\0');
  uint64_t state = 88172645463325252;
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

class Stopwatch {
 public:
  double Milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

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

double FloorMilliseconds(const std::string& path, int fd) {
  const Stopwatch watch;
  std::atomic<off_t> next{0};
  std::vector<std::thread> workers;
  const unsigned count = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < count; ++i) {
    workers.emplace_back([fd, &next] { DeflateBlocks(fd, next); });
  }
  const bool hashed = DigestOfFile(path).ok();
  for (std::thread& worker : workers) worker.join();
  return hashed ? watch.Milliseconds() : 0;
}

double WriterMilliseconds(const std::string& path, int out) {
  const Stopwatch watch;
  const auto blob = WriteLayer({{.path = "content", .source = path}}, {}, out);
  return blob.ok() ? watch.Milliseconds() : 0;
}

int Measure(const char* name, size_t noise, size_t text) {
  const auto directory = TempDirectory::Create();
  if (!directory.ok()) return 1;
  const std::string path = directory->path() + "/content";
  if (!WriteFileAtomically(path, Content(noise, text)).ok()) return 1;
  const FileDescriptor in(open(path.c_str(), O_RDONLY));
  std::vector<double> floors, writers;
  for (int round = 0; round < kRounds; ++round) {
    const FileDescriptor out(
        open((directory->path() + "/blob").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    floors.push_back(FloorMilliseconds(path, in.get()));
    writers.push_back(WriterMilliseconds(path, out.get()));
  }
  std::sort(floors.begin(), floors.end());
  std::sort(writers.begin(), writers.end());
  if (floors.front() == 0 || writers.front() == 0) return 1;
  const double floor = floors[kRounds / 2], writer = writers[kRounds / 2];
  std::printf("%-16s floor %7.1f ms   writer %7.1f ms   ratio %.2f\n", name, floor, writer,
              writer / floor);
  return writer <= kLimit * floor ? 0 : 1;
}

}  // namespace
}  // namespace release::image

int main() {
  using release::image::kNoise, release::image::kText, release::image::Measure;
  const int mixed = Measure("noise and text", kNoise, kText);
  return mixed + Measure("text only", 0, kText);
}
