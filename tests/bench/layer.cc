// The layer writer against its floor (deflate_floor.h), in the same run. Prints both times and
// their ratio; exits 1 above kLimit.
#include <fcntl.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/deflate_floor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/image/layer/layer_writer.h"

namespace release::bench {
namespace {

constexpr double kLimit = 1.3;  // times the floor
constexpr int kRounds = 5;
constexpr size_t kNoise = 40'000'000;
constexpr size_t kText = 16'000'000;

double WriterMilliseconds(const std::string& path, int out) {
  const Stopwatch watch;
  const auto blob = image::WriteLayer({{.path = "content", .source = path}}, {}, out);
  return blob.ok() ? watch.Milliseconds() : 0;
}

int Measure(const char* name, size_t noise, size_t text) {
  const auto directory = TempDirectory::Create();
  if (!directory.ok()) return 1;
  const std::string path = directory->path() + "/content";
  if (!WriteFileAtomically(path, Content(noise, text)).ok()) return 1;
  std::vector<double> floors, writers;
  for (int round = 0; round < kRounds; ++round) {
    const FileDescriptor out(
        open((directory->path() + "/blob").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    floors.push_back(FloorMilliseconds({path}));
    writers.push_back(WriterMilliseconds(path, out.get()));
    if (floors.back() == 0 || writers.back() == 0) return 1;
  }
  const double floor = Median(floors), writer = Median(writers);
  std::printf("%-16s floor %7.1f ms   writer %7.1f ms   ratio %.2f\n", name, floor, writer,
              writer / floor);
  return writer <= kLimit * floor ? 0 : 1;
}

}  // namespace
}  // namespace release::bench

int main() {
  using release::bench::kNoise, release::bench::kText, release::bench::Measure;
  const int mixed = Measure("noise and text", kNoise, kText);
  return mixed + Measure("text only", 0, kText);
}
