// Starts the plugins of this folder in the real step host.
#ifndef RELEASE_TESTS_BAD_PLUGINS_BAD_PLUGIN_H_
#define RELEASE_TESTS_BAD_PLUGINS_BAD_PLUGIN_H_

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/release/v1/step.pb.h"
#include "tools/base/printable.h"
#include "tools/sdk/testing/hosted_step.h"
#include "tools/step_host/crash_line.h"

namespace release::bad {

struct Refusal {
  const char* plugin;
  const char* code;
  const char* why;  // a part of the diagnosis's cause: both sides are named
};

inline std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << refusal.plugin;
}

inline std::string PathOf(const std::string& name) {
  return absl::StrCat("tests/bad_plugins/", name, ".so");
}

inline absl::StatusOr<std::unique_ptr<kit::HostedStep>> Start(const std::string& name,
                                                              kit::HostedStepOptions options = {}) {
  options.plugin = PathOf(name);
  return kit::HostedStep::Start(std::move(options));
}

inline std::unique_ptr<kit::HostedStep> Started(const std::string& name,
                                                kit::HostedStepOptions options = {}) {
  auto step = Start(name, std::move(options));
  EXPECT_TRUE(step.ok()) << step.status();
  return step.ok() ? *std::move(step) : nullptr;
}

// An APPLY, because its failure is the one that matters.
inline v1::StepCall Apply() {
  v1::StepCall call;
  call.set_phase(v1::PHASE_APPLY);
  call.set_step("bad");
  return call;
}

// The last words about a crash, wherever they stand in the output.
inline std::optional<CrashLine> CrashIn(const std::string& output) {
  std::optional<CrashLine> found;
  for (const std::string& line : PrintableLines(output)) {
    if (std::optional<CrashLine> crash = ParseCrashLine(line)) found = crash;
  }
  return found;
}

}  // namespace release::bad

#endif  // RELEASE_TESTS_BAD_PLUGINS_BAD_PLUGIN_H_
