// One release for each kind of fault; it meets the fault at each call that the kind can befall.
#include <iostream>
#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"
#include "tests/faults/calls.h"
#include "tests/faults/kinds.h"
#include "tests/faults/trial.h"

namespace release::faults {

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

namespace {

using testing::IsEmpty;
using testing::Not;

// Learnt once, from a release that nothing disturbs.
const std::vector<Call>& Calls() {
  static const auto* const calls = new std::vector<Call>(CallsOfARelease());
  return *calls;
}

class ReleaseFaultsTest : public testing::TestWithParam<Kind> {};

TEST_P(ReleaseFaultsTest, IsSurvivedAtEachCall) {
  const std::vector<Call> befallen = Befallen(GetParam(), Calls());
  ASSERT_THAT(befallen, Not(IsEmpty()));
  e2e::RehearsalHome home;
  const Trial trial = Try(home, GetParam(), befallen);
  for (const std::string& sentence : trial.wrong) ADD_FAILURE() << sentence;
  // A call that an earlier fault made needless need not be made; most are.
  EXPECT_LT(trial.unmet.size() * 2, befallen.size());
  std::cout << GetParam().name << ": " << befallen.size() << " calls, " << trial.runs << " runs";
  for (const std::string& code : trial.codes) std::cout << ", " << code;
  for (const Call& call : trial.unmet) std::cout << "\n  not met: " << call.text();
  std::cout << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Kinds, ReleaseFaultsTest, testing::ValuesIn(Kinds()),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace release::faults
