// The rules of the chain of records (journal.proto), wherever it is kept. Pure.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_RULES_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_RULES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "proto/release/v1/event.pb.h"
#include "proto/release/v1/journal.pb.h"

namespace release {

// Whether the event may stand behind the release's `last_sequence` events; else JOURNAL-EVENT.
absl::Status CheckPlace(const v1::Event& event, uint64_t last_sequence);

// Tells what was done; without it the next run has to ask the world.
bool IsClosing(const v1::Event& event);

// The bytes of the record at `position`, behind the one whose SHA-256 is `previous` (empty: it is
// the first); `record` is left with the record in it.
std::string SealRecord(v1::JournalRecord& record, uint64_t position, std::string previous,
                       v1::Event event, uint64_t sequence);

// Reads records in order and tells the first one that does not follow from those before it.
class ChainCheck {
 public:
  struct Seen {
    std::string environment;
    uint64_t first_position = 0;
    uint64_t sequence = 0;
  };
  using Releases = std::map<std::string, Seen, std::less<>>;
  using Generations = std::map<std::string, uint64_t, std::less<>>;

  // What is wrong with the record, or nothing. The other arguments are what stands beside it.
  std::string Next(uint64_t position, std::string_view release_id, uint64_t sequence,
                   std::string_view bytes, std::string_view sha256);

  // What the records so far tell: each release, and the highest generation of each environment.
  const Releases& releases() const { return releases_; }
  const Generations& generations() const { return generations_; }

  // The last record: its position (0: none yet), SHA-256 and event.
  uint64_t position() const { return position_; }
  const std::string& last_sha256() const { return previous_; }
  const v1::Event& event() const { return record_.event(); }

 private:
  v1::JournalRecord record_;  // reused: parsing is most of the work
  uint64_t position_ = 0;
  std::string previous_;
  Releases releases_;
  Generations generations_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_RULES_H_
