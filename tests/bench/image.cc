// `image build` against its floor (deflate_floor.h) and against buildah, in the same run:
//
//   build     a context of 56 MB, to an OCI layout; buildah: bud and push to an OCI layout
//   change    one byte of it, with a layer cache: one layer is made anew
//   memory    a context of 1 GiB
//
// Exits 1 when a limit is broken. The argument is the program `image`.
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "tests/bench/deflate_floor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kOfBuildah = 0.25;
constexpr double kOfFloor = 1.3;
constexpr uint64_t kMemory = 64 << 20;  // bytes
constexpr int kRounds = 5;

struct Measured {
  double milliseconds = 0;
  uint64_t peak_rss = 0;  // bytes
};

class Bench {
 public:
  Bench(std::string image, std::string directory)
      : image_(std::move(image)), directory_(std::move(directory)) {
    std::ofstream(Path("Dockerfile"))
        << "FROM scratch\nCOPY noise /noise/\nCOPY text /text/\nCMD [\"/text/0\"]\n";
  }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  void AddFile(const std::string& name, const std::string& content) {
    fs::create_directories(fs::path(Path("context/" + name)).parent_path());
    std::ofstream(Path("context/" + name), std::ios::binary) << content;
    files_.push_back(name);
  }

  double Floor() const {
    std::vector<std::string> paths;
    for (const std::string& name : files_) paths.push_back(Path("context/" + name));
    return FloorMilliseconds(paths);
  }

  Measured Ours(std::vector<std::string> flags = {}) const {
    std::ofstream inputs(Path("inputs"));
    for (const std::string& name : files_) {
      inputs << "file\t" << name << "\t" << Path("context/" + name) << "\n";
    }
    inputs.close();
    fs::remove_all(Path("layout"));
    std::vector<std::string> argv = {image_, "build", "--dockerfile=" + Path("Dockerfile"),
                                     "--inputs=" + Path("inputs"), "--output=" + Path("layout")};
    argv.insert(argv.end(), flags.begin(), flags.end());
    return Run(std::move(argv));
  }

  double Buildah() const {
    fs::remove_all(Path("theirs"));
    fs::remove_all(Path("store"));
    const std::vector<std::string> buildah = {
        "/usr/bin/buildah", "--root", Path("store/root"), "--runroot", Path("store/run"),
        "--storage-driver", "vfs"};
    std::vector<std::string> bud = buildah, push = buildah;
    for (const std::string& word :
         {std::string("bud"), std::string("--isolation"), std::string("chroot"), std::string("-t"),
          std::string("bench"), std::string("-f"), Path("Dockerfile"), Path("context")}) {
      bud.push_back(word);
    }
    for (const std::string& word :
         {std::string("push"), std::string("bench"), "oci:" + Path("theirs")}) {
      push.push_back(word);
    }
    return Run(std::move(bud)).milliseconds + Run(std::move(push)).milliseconds;
  }

 private:
  Measured Run(std::vector<std::string> argv) const {
    Command command;
    command.argv = std::move(argv);
    command.env = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}, {"HOME", directory_}};
    const Stopwatch watch;
    const auto run = release::Run(command, absl::Minutes(10), 1 << 20);
    if (!run.ok() || !run->exit.Success()) {
      std::fprintf(stderr, "%s\n", run.ok() ? run->err.c_str() : run.status().ToString().c_str());
      std::exit(1);
    }
    return {watch.Milliseconds(), run->exit.peak_rss_bytes};
  }

  std::string image_;
  std::string directory_;
  std::vector<std::string> files_;
};

// Writes what one line says, and whether the limit holds.
bool Report(const char* what, double value, double limit, const char* unit) {
  const bool good = value <= limit;
  std::printf("%-34s %8.2f %-12s limit %6.2f  %s\n", what, value, unit, limit,
              good ? "ok" : "BROKEN");
  return good;
}

// Before anything large is in memory here: a child's peak counts from what its parent had.
bool Memory(const std::string& image, const std::string& directory) {
  Bench bench(image, directory);
  bench.AddFile("text/0", Content(0, 1'000'000));
  for (int i = 0; i < 16; ++i) {
    const std::string name = "noise/" + std::to_string(i);
    bench.AddFile(name, "");
    std::ofstream file(bench.Path("context/" + name), std::ios::binary);
    for (uint64_t part = 0; part < 64; ++part) {
      file << Content(1 << 20, 0, static_cast<uint64_t>(i) * 64 + part);
    }
  }
  const Measured measured = bench.Ours();
  return Report("memory, context of 1 GiB", static_cast<double>(measured.peak_rss) / (1 << 20),
                static_cast<double>(kMemory >> 20), "MiB");
}

size_t Blobs(const std::string& directory) {
  return static_cast<size_t>(std::distance(fs::recursive_directory_iterator(directory), {}));
}

bool Change(Bench& bench) {
  const std::vector<std::string> cached = {"--layer-cache=" + bench.Path("cache")};
  fs::create_directories(bench.Path("cache"));
  const double first = bench.Ours(cached).milliseconds;
  const size_t before = Blobs(bench.Path("cache"));
  {
    std::fstream file(bench.Path("context/text/3"), std::ios::in | std::ios::out);
    file.seekp(500'000);
    file << '#';
  }
  const double second = bench.Ours(cached).milliseconds;
  const size_t added = Blobs(bench.Path("cache")) - before;
  std::printf(
      "one byte changed: %.0f ms after %.0f ms, %zu new files in the cache for 2 layers' %zu\n",
      second, first, added, before);
  return Report("one byte changed, of the build", second / first, 1.0, "x") && 2 * added <= before;
}

int Main(const std::string& image) {
  const auto small = TempDirectory::Create(), large = TempDirectory::Create();
  if (!small.ok() || !large.ok()) return 1;
  bool good = Memory(image, large->path());

  Bench bench(image, small->path());
  for (uint64_t i = 0; i < 8; ++i) {
    bench.AddFile("noise/" + std::to_string(i), Content(5'000'000, 0, i));
  }
  for (uint64_t i = 0; i < 16; ++i) {
    bench.AddFile("text/" + std::to_string(i), Content(0, 1'000'000, i));
  }
  std::vector<double> floors, ours, theirs;
  for (int round = 0; round < kRounds; ++round) {
    floors.push_back(bench.Floor());
    ours.push_back(bench.Ours().milliseconds);
    theirs.push_back(bench.Buildah());
  }
  std::printf("context of 56 MB: floor %.0f ms, image build %.0f ms, buildah %.0f ms\n",
              Median(floors), Median(ours), Median(theirs));
  good &= Report("image build, of the floor", Median(ours) / Median(floors), kOfFloor, "x");
  good &= Report("image build, of buildah", Median(ours) / Median(theirs), kOfBuildah, "x");
  good &= Change(bench);
  return good ? 0 : 1;
}

}  // namespace
}  // namespace release::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: image PROGRAM\n");
    return 2;
  }
  return release::bench::Main(argv[1]);
}
