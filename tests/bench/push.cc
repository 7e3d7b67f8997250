// A push of a 200 MB image to a local registry, against `skopeo copy` of the same layout, and the
// push again. Prints medians; exits 1 when ours is slower or a second push sends a blob.
#include "plugins/lib/oci/push.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/registry.h"
#include "plugins/lib/oci/testing/registry_under_test.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

constexpr int kRounds = 3;
constexpr size_t kMegabyte = 1 << 20;
// As an image of a program has them: two large layers, and small ones.
const std::vector<size_t>& Layers() {
  static const auto& layers = *new std::vector<size_t>{90 * kMegabyte, 70 * kMegabyte,
                                                       30 * kMegabyte, 9 * kMegabyte, kMegabyte};
  return layers;
}

template <typename Work>
double MillisecondsOf(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

double Median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

// A fresh registry for each, so that nothing is there.
double Ours(const Image& image, double& again, bool& good) {
  RegistryUnderTest server;
  const auto push = [&](int sent) {
    Registry registry(
        {.base = Concat("http://127.0.0.1:", server.registry_port()), .repository = "acct/app"},
        nullptr);
    const auto report = Push(image, registry, {}, {});
    if (report.ok() && report->blobs_sent == sent) return;
    good = false;
    std::fprintf(
        stderr, "push: %s\n",
        report.ok() ? "not the blobs that were missing" : report.status().ToString().c_str());
  };
  const double first = MillisecondsOf([&] { push(static_cast<int>(image.blobs.size())); });
  again = MillisecondsOf([&] { push(0); });
  return first;
}

double Skopeo(const std::string& layout, bool& good) {
  RegistryUnderTest server;
  Command command;
  command.argv = {"/usr/bin/skopeo",
                  "copy",
                  "--quiet",
                  "--dest-tls-verify=false",
                  "--dest-no-creds",
                  Concat("oci:", layout),
                  Concat("docker://127.0.0.1:", server.registry_port(), "/acct/app:1")};
  command.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", layout}, {"TMPDIR", "/tmp"}};
  return MillisecondsOf([&] {
    const auto result = Run(command, absl::Minutes(5), 1 << 16);
    if (result.ok() && result->exit.Success()) return;
    good = false;
    std::fprintf(stderr, "skopeo: %s\n",
                 result.ok() ? result->err.c_str() : result.status().ToString().c_str());
  });
}

int Measure() {
  const TempDirectory directory = *TempDirectory::Create();
  const std::string layout = WriteLayout(directory.path() + "/image", Layers());
  const Image image = *ReadImage(*FilesOfLayout(layout), "");
  bool good = true;
  std::vector<double> ours, again, theirs;
  for (int round = 0; round < kRounds; ++round) {
    again.push_back(0);
    ours.push_back(Ours(image, again.back(), good));
    theirs.push_back(Skopeo(layout, good));
  }
  std::printf(
      "push of %.0f MB: %.0f ms, skopeo copy %.0f ms; pushed again: %.0f ms, no blob sent\n",
      static_cast<double>(image.BlobBytes()) / kMegabyte, Median(ours), Median(theirs),
      Median(again));
  return good && Median(ours) <= Median(theirs) ? 0 : 1;
}

}  // namespace
}  // namespace release::oci

int main() { return release::oci::Measure(); }
