// Packing a site of 10,000 files against wrangler, which hashes the same tree, and against reading
// and hashing it once. Arguments: Node, packages.txt of wrangler's tree. Prints the times; exits 1
// above a limit.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/deflate_floor.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/manifest.h"
#include "tools/bundle/pack/packed_file.h"
#include "tools/bundle/pack/site_tree.h"

namespace release::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kWranglerLimit = 0.3;  // times wrangler
constexpr double kFloorLimit = 1.5;     // times reading and hashing once
constexpr int kRounds = 5;
constexpr int kFiles = 10'000;
constexpr int kFolders = 100;
constexpr size_t kMeanSize = 8'000;  // bytes; sizes are between none and twice as much
constexpr int kThreads = 2;

bool MakeSite(const std::string& site) {
  const std::string content = Content(2 * kMeanSize, 0);
  for (int i = 0; i < kFiles; ++i) {
    const std::string folder = Concat(site, "/", i % kFolders);
    if (i < kFolders) fs::create_directories(folder);
    const size_t size = static_cast<size_t>(i) * 7919 % (2 * kMeanSize);
    std::ofstream file(Concat(folder, "/", i, ".html"));
    file << i << content.substr(0, size);
    if (!file) return false;
  }
  return true;
}

// Every file once, in the order of the walk, on one processor or both.
double ReadAndHash(const std::string& site, const std::vector<bundle::SiteFile>& files,
                   size_t threads) {
  const Stopwatch watch;
  std::vector<std::thread> helpers;
  for (size_t first = 0; first < threads; ++first) {
    helpers.emplace_back([&, first] {
      for (size_t i = first; i < files.size(); i += threads) {
        if (!DigestOfFile(Concat(site, "/", files[i].path)).ok()) std::abort();
      }
    });
  }
  for (std::thread& helper : helpers) helper.join();
  return watch.Milliseconds();
}

double Pack(const std::string& site, const std::string& target) {
  if (!target.empty()) {
    fs::remove_all(target);
    fs::create_directory(target);
  }
  const Stopwatch watch;
  const auto files = bundle::WalkSite(site);
  if (!files.ok() || !bundle::CheckSite(*files, "bench").empty()) std::abort();
  const auto packed = bundle::PackFiles(site, *files, target, kThreads);
  if (!packed.ok() || bundle::ManifestJson({"", "pages", ""}, *packed).empty()) std::abort();
  return watch.Milliseconds();
}

// A command of wrangler's. `pages project validate` walks and hashes a folder and does nothing
// else.
double Wrangler(const std::string& node, const std::string& tree, const std::string& home,
                std::vector<std::string> arguments) {
  Command command;
  command.argv = {node, tree + "/wrangler/bin/wrangler.js"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.env = {{"HOME", home},
                 {"CI", "1"},
                 {"WRANGLER_SEND_METRICS", "false"},
                 {"WRANGLER_HIDE_BANNER", "true"},
                 {"PATH", "/usr/bin:/bin"}};
  command.cwd = home;
  const Stopwatch watch;
  const auto result = Run(command, absl::Minutes(5), 1 << 20);
  if (!result.ok() || !result->exit.Success()) {
    std::fprintf(
        stderr, "%s\n",
        result.ok() ? (result->out + result->err).c_str() : result.status().ToString().c_str());
    std::exit(1);
  }
  return watch.Milliseconds();
}

int Main(const std::string& node, const std::string& tree) {
  // In memory: what else the disk does would be most of the time.
  const auto directory = TempDirectory::Create("/dev/shm");
  if (!directory.ok()) return 1;
  const std::string site = directory->path() + "/site";
  const std::string home = directory->path() + "/home";
  fs::create_directory(home);
  if (!MakeSite(site)) return 1;
  const auto files = bundle::WalkSite(site);
  if (!files.ok()) return 1;
  std::vector<double> one, both, hashed, packed, starts, wrangler;
  for (int round = 0; round < kRounds; ++round) {
    one.push_back(ReadAndHash(site, *files, 1));
    both.push_back(ReadAndHash(site, *files, kThreads));
    hashed.push_back(Pack(site, ""));
    packed.push_back(Pack(site, directory->path() + "/bundle"));
    starts.push_back(Wrangler(node, tree, home, {"--version"}));
    wrangler.push_back(Wrangler(node, tree, home, {"pages", "project", "validate", site}));
  }
  const double hashing = Median(wrangler) - Median(starts);
  std::printf("read and hash once, 1 processor  %7.1f ms\n", Median(one));
  std::printf("read and hash once, 2 processors %7.1f ms\n", Median(both));
  std::printf("bundle, manifest only            %7.1f ms\n", Median(hashed));
  std::printf("bundle, packed into a folder     %7.1f ms\n", Median(packed));
  std::printf("wrangler, start                  %7.1f ms\n", Median(starts));
  std::printf("wrangler, hashing (start taken off) %4.1f ms\n", hashing);
  std::printf("packed / wrangler's hashing      %7.2f    (limit %.1f)\n", Median(packed) / hashing,
              kWranglerLimit);
  std::printf("packed / read and hash once      %7.2f    (limit %.1f)\n",
              Median(packed) / Median(one), kFloorLimit);
  return Median(packed) <= kWranglerLimit * hashing && Median(packed) <= kFloorLimit * Median(one)
             ? 0
             : 1;
}

}  // namespace
}  // namespace release::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bundle NODE PACKAGES_TXT\n");
    return 2;
  }
  const auto tree = std::filesystem::absolute(argv[2]).parent_path() / "node_modules";
  return release::bench::Main(std::filesystem::absolute(argv[1]), tree);
}
