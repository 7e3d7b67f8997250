// How long a step host takes from its start to the answer of its first call. Prints medians, and
// exits 1 when one is over its limit: an idle machine is part of the claim, so this is a benchmark
// and no test.
//
//   startup STEP_HOST EMPTY_PLUGIN HELLO_PLUGIN [runs]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "proto/release/v1/step.pb.h"
#include "tools/base/digest.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release {
namespace {

struct Start {
  absl::Duration hello;
  absl::Duration answer;
  uint64_t peak_rss = 0;  // bytes, at the first heartbeat
};

absl::StatusOr<Start> StartOnce(const kit::HostedStepOptions& options) {
  absl::StatusOr<std::unique_ptr<kit::HostedStep>> step = kit::HostedStep::Start(options);
  if (!step.ok()) return step.status();
  Start start;
  start.hello = absl::Now() - (*step)->started();
  (*step)->on_message = [&](const v1::HostMessage& message) {
    if (message.has_result()) start.answer = absl::Now() - (*step)->started();
    if (message.has_heartbeat()) start.peak_rss = message.heartbeat().peak_rss();
  };
  v1::StepCall call;
  call.set_phase(v1::PHASE_DESCRIBE);
  call.set_step("bench");
  if (!(*step)->Run(call).result) return absl::InternalError("no answer");
  (*step)->Close();
  (*step)->End();
  return start;
}

template <typename Value>
Value Median(std::vector<Value> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Returns whether the median is within the limit.
bool Measure(const char* name, const std::string& step_host, const std::string& plugin, int runs,
             absl::Duration limit) {
  kit::HostedStepOptions options;
  options.step_host = step_host;
  options.plugin = plugin;
  absl::StatusOr<FileDigest> digest = DigestOfFile(plugin);
  if (!digest.ok()) {
    std::fprintf(stderr, "%s\n", digest.status().ToString().c_str());
    return false;
  }
  options.expect_sha256 = digest->digest.hex();
  std::vector<absl::Duration> hello, answer;
  std::vector<uint64_t> rss;
  for (int run = 0; run < runs; ++run) {
    absl::StatusOr<Start> start = StartOnce(options);
    if (!start.ok()) {
      std::fprintf(stderr, "%s\n", start.status().ToString().c_str());
      return false;
    }
    hello.push_back(start->hello);
    answer.push_back(start->answer);
    rss.push_back(start->peak_rss);
  }
  const absl::Duration median = Median(answer);
  const bool good = median <= limit;
  std::printf("%-6s %10.1f %10.1f %10.1f %10.1f %8.1f   %s\n", name,
              absl::ToDoubleMilliseconds(Median(hello)), absl::ToDoubleMilliseconds(median),
              absl::ToDoubleMilliseconds(*std::min_element(answer.begin(), answer.end())),
              absl::ToDoubleMilliseconds(limit), static_cast<double>(Median(rss)) / (1 << 20),
              good ? "ok" : "TOO SLOW");
  return good;
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: startup STEP_HOST EMPTY_PLUGIN HELLO_PLUGIN [runs]\n");
    return 64;
  }
  const int runs = argc > 4 ? std::max(1, std::atoi(argv[4])) : 51;
  std::printf("step host, from its start to the first answer; %d runs each\n", runs);
  std::printf("%-6s %10s %10s %10s %10s %8s\n", "plugin", "hello ms", "answer ms", "fastest",
              "limit", "peak MiB");
  const bool empty = release::Measure("empty", argv[1], argv[2], runs, absl::Milliseconds(12));
  const bool hello = release::Measure("hello", argv[1], argv[3], runs, absl::Milliseconds(20));
  return empty && hello ? 0 : 1;
}
