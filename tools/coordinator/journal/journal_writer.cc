// A process that writes to a journal, for tests and measurements.
//
// FILE may be `postgres:VARIABLE`, whose value is the URL of a database.
//
//   journal_writer FILE append RELEASE [COUNT]         events, for ever without COUNT; prints each
//                                                      number once it is acknowledged
//   journal_writer FILE generations ENVIRONMENT COUNT  prints each generation
//   journal_writer FILE measure COUNT                  microseconds of an Append and of an Open
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tools/coordinator/journal/both_journals_testing.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

using Steady = std::chrono::steady_clock;

int64_t MicrosecondsSince(Steady::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start).count();
}

int Fail(const absl::Status& status) {
  fprintf(stderr, "%s\n%s\n", status.ToString().c_str(), WhyOf(status).c_str());
  return 1;
}

bool Print(uint64_t number) {
  printf("%lu\n", number);
  return fflush(stdout) == 0;
}

int Append(Journal& journal, const std::string& release_id, uint64_t count) {
  const auto past = journal.EventsOf(release_id, 1);
  if (!past.ok()) return Fail(past.status());
  v1::Event event = past->empty() ? Started(release_id) : Resumed(release_id);
  for (uint64_t i = 0; i < count; ++i) {
    const absl::StatusOr<uint64_t> sequence = journal.Append(event);
    if (!sequence.ok()) return Fail(sequence.status());
    if (!Print(*sequence)) return 1;
    event = StepStarted(release_id);
  }
  return 0;
}

int Generations(Journal& journal, const std::string& environment, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    const absl::StatusOr<uint64_t> generation = journal.AllocateGeneration(environment, 0);
    if (!generation.ok()) return Fail(generation.status());
    if (!Print(*generation)) return 1;
  }
  return 0;
}

int Measure(Journal& journal, const std::string& path, uint64_t count) {
  std::vector<int64_t> times;
  if (const auto started = journal.Append(Started("measure")); !started.ok()) {
    return Fail(started.status());
  }
  for (uint64_t i = 0; i < count; ++i) {
    const Steady::time_point start = Steady::now();
    const absl::StatusOr<uint64_t> sequence =
        journal.Append(i % 2 == 0 ? StepStarted("measure") : StepFinished("measure"));
    if (!sequence.ok()) return Fail(sequence.status());
    times.push_back(MicrosecondsSince(start));
  }
  std::sort(times.begin(), times.end());
  printf("append: median %ld us, 99th percentile %ld us, longest %ld us (%zu events)\n",
         times[times.size() / 2], times[times.size() * 99 / 100], times.back(), times.size());
  const Steady::time_point start = Steady::now();
  const auto again = OpenJournalAt(path);
  if (!again.ok()) return Fail(again.status());
  printf("open and check: %ld us\n", MicrosecondsSince(start));
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) return 2;
  const auto journal = OpenJournalAt(arguments[0]);
  if (!journal.ok()) return Fail(journal.status());
  const uint64_t count =
      arguments.size() > 3 ? strtoull(arguments[3].c_str(), nullptr, 10) : UINT64_MAX;
  if (arguments[1] == "append") return Append(**journal, arguments[2], count);
  if (arguments[1] == "generations") return Generations(**journal, arguments[2], count);
  if (arguments[1] == "measure") {
    return Measure(**journal, arguments[0], strtoull(arguments[2].c_str(), nullptr, 10));
  }
  return 2;
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) { return release::Main({argv + 1, argv + argc}); }
