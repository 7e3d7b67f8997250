// A process that holds a lease and writes under it, for tests. STATE_URL is the database.
//
//   fenced_writer SURFACES TERM_MILLISECONDS BY RELEASE    SURFACES: app,pages
//
// Prints `held`, or the code of why not, and then for every line of its input the number of an
// event that it has appended, or the code of why not. The release is started if it was not.
#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/str_split.h"
#include "tools/coordinator/journal/journal_testing.h"
#include "tools/coordinator/journal/postgres_journal.h"
#include "tools/coordinator/lease/postgres_lease.h"

namespace release {
namespace {

int Main(char** argv) {
  const auto address =
      postgres_state::ParseAddress("STATE_URL", Secret::Of(std::string(getenv("STATE_URL"))));
  if (!address.ok()) return 2;
  const auto lease = PostgresLease::Acquire({.address = address->Copy(),
                                             .environment = "production",
                                             .surfaces = absl::StrSplit(argv[1], ','),
                                             .by = argv[3],
                                             .term = absl::Milliseconds(atoi(argv[2]))});
  if (!lease.ok()) {
    std::cout << CodeOf(lease) << std::endl;
    return 1;
  }
  const std::string release_id = argv[4];
  const auto journal = OpenPostgresJournal(address->Copy(), {.fence = (*lease)->fence()});
  if (!journal.ok() || !(*lease)->Describe(release_id, "applying migrate").ok()) return 3;
  std::cout << "held" << std::endl;
  v1::Event event = (*journal)->EventsOf(release_id, 1)->empty()
                        ? Started(release_id, "production", 0)
                        : Resumed(release_id);
  for (std::string line; std::getline(std::cin, line);) {
    const absl::StatusOr<uint64_t> sequence = (*journal)->Append(event);
    std::cout << (sequence.ok() ? std::to_string(*sequence) : CodeOf(sequence)) << std::endl;
    event = StepStarted(release_id);
  }
  return 0;
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) { return argc == 5 ? release::Main(argv) : 2; }
