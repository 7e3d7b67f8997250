// The full product of calls x kinds of faults: README.md.
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"
#include "tests/faults/calls.h"
#include "tests/faults/kinds.h"
#include "tests/faults/trial.h"

namespace release::faults {
namespace {

// The row of one release that meets one fault; true when it came through.
bool Cell(const Kind& kind, const Call& call) {
  const absl::Time start = absl::Now();
  Trial trial;
  {
    // What a home finds wrong is an expectation that fails; here it is one more sentence.
    testing::TestPartResultArray failures;
    const testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &failures);
    e2e::RehearsalHome home;
    trial = Try(home, kind, {call});
    for (int i = 0; i < failures.size(); ++i) {
      trial.wrong.emplace_back(failures.GetTestPartResult(i).message());
    }
  }
  const bool good = trial.wrong.empty();
  std::cout << (good ? "ok    " : "FAILED") << "  " << kind.name << "  " << call.text() << "  "
            << trial.runs << (trial.runs == 1 ? " run" : " runs") << ", "
            << absl::ToInt64Seconds(absl::Now() - start) << " s";
  for (const std::string& code : trial.codes) std::cout << ", " << code;
  if (!trial.unmet.empty()) std::cout << ", not met";
  std::cout << std::endl;
  for (const std::string& sentence : trial.wrong) std::cout << "    " << sentence << std::endl;
  return good;
}

int Main(const std::string& only, const std::string& kind_name) {
  if (!kind_name.empty()) KindNamed(kind_name);
  const std::vector<Call> calls = CallsOfARelease();
  if (calls.empty()) {
    std::cerr << "a release without faults fails\n";
    return 1;
  }
  int cells = 0, failed = 0;
  for (const Kind& kind : Kinds()) {
    if (!kind_name.empty() && kind.name != kind_name) continue;
    for (const Call& call : Befallen(kind, calls)) {
      if (call.text().find(only) == std::string::npos) continue;
      ++cells;
      failed += Cell(kind, call) ? 0 : 1;
    }
  }
  std::cout << cells << " cells, " << failed << " failed\n";
  if (cells == 0) std::cerr << "no call of a release has `" << only << "` and that kind\n";
  return cells > 0 && failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace release::faults

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::string only, kind;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag.starts_with("--only=")) {
      only = flag.substr(7);
    } else if (flag.starts_with("--kind=")) {
      kind = flag.substr(7);
    } else {
      std::cerr << "matrix [--only=PART-OF-METHOD-AND-ROUTE] [--kind=KIND]\n";
      return 2;
    }
  }
  return release::faults::Main(only, kind);
}
