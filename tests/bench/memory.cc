// How much memory a release takes beside what it releases: the coordinator and its two step hosts,
// in a first rehearsal. Exits 1 when it is too much.
//
// Two numbers: the sum of what each process had at most (VmHWM; pages that they share count in
// each, and the peaks need not fall together), and the most that all had at one time with shared
// pages counted once (PSS). The limit holds for the larger one.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/e2e/rehearsal/process_tree.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"

namespace release {
namespace {

constexpr double kLimitMb = 150;
constexpr size_t kHosts = 2;
constexpr absl::Duration kLookEvery = absl::Milliseconds(2);

double Mb(uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

// Bytes; 0 when the process has ended.
uint64_t PssOf(pid_t pid) {
  const std::string rollup = e2e::ProcFile(pid, "smaps_rollup");
  const size_t at = rollup.find("\nPss:");
  return at == std::string::npos ? 0 : std::strtoull(rollup.c_str() + at + 5, nullptr, 10) << 10;
}

struct Peaks {
  std::map<pid_t, uint64_t> coordinator, hosts;  // VmHWM
  uint64_t pss = 0;                              // of all at one time

  void Look(pid_t launcher) {
    uint64_t now = 0;
    for (const e2e::TreeProcess& process : e2e::DescendantsOf(launcher)) {
      const bool is_host = process.program == "step_host";
      // A child that has not executed its program yet looks like the coordinator, whose parent is
      // the launcher.
      const bool is_coordinator = process.program == "release" && process.parent == launcher;
      if (!is_host && !is_coordinator) continue;
      uint64_t& peak = (is_host ? hosts : coordinator)[process.pid];
      peak = std::max(peak, process.peak_rss);
      now += PssOf(process.pid);
    }
    pss = std::max(pss, now);
  }
};

int Main() {
  e2e::RehearsalHome home;
  const std::unique_ptr<e2e::RunningRehearsal> running = home.Start("release/rehearsal");
  Peaks peaks;
  do {
    peaks.Look(running->process().pid());
  } while (!running->process().WaitFor(kLookEvery).has_value());
  const e2e::RehearsalEnd end = running->End();
  if (end.code != 0 || peaks.coordinator.size() != 1 || peaks.hosts.size() != kHosts) {
    std::fprintf(stderr, "%sno measurement: exit code %d, %zu coordinators, %zu hosts\n",
                 end.all().c_str(), end.code, peaks.coordinator.size(), peaks.hosts.size());
    return 1;
  }
  uint64_t sum = 0;
  std::printf("memory of a first rehearsal, in MB of 10^6 bytes\n");
  for (const auto& [name, processes] :
       {std::pair{"coordinator", peaks.coordinator}, std::pair{"step host", peaks.hosts}}) {
    for (const auto& [pid, peak] : processes) {
      std::printf("  %-12s peak %6.1f\n", name, Mb(peak));
      sum += peak;
    }
  }
  const bool good = Mb(std::max(sum, peaks.pss)) < kLimitMb;
  std::printf(
      "  sum of peaks      %6.1f\n  at one time (PSS) %6.1f\n  limit             %6.1f   %s\n",
      Mb(sum), Mb(peaks.pss), kLimitMb, good ? "ok" : "TOO MUCH");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);  // the rehearsal's helpers report with it
  return release::Main();
}
