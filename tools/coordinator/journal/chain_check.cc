#include "tools/coordinator/journal/chain_check.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "proto/release/v1/journal.pb.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal_problem.h"

namespace release {
namespace {

// What the check knows about a release while it reads.
struct Seen {
  std::string environment;
  uint64_t first_position = 0;
  uint64_t sequence = 0;
};

using Releases = std::map<std::string, Seen, std::less<>>;
using Generations = std::map<std::string, uint64_t, std::less<>>;

class ChainCheck {
 public:
  // The first thing that is wrong with the record, or nothing.
  std::string Next(uint64_t position, std::string_view release_id, uint64_t sequence,
                   std::string_view bytes, std::string_view sha256);

  const Releases& releases() const { return releases_; }

  // The highest one of each environment.
  const Generations& generations() const { return generations_; }

 private:
  v1::JournalRecord record_;  // reused: parsing is most of the work
  uint64_t position_ = 0;
  std::string previous_;
  Releases releases_;
  Generations generations_;
};

std::string ChainCheck::Next(uint64_t position, std::string_view release_id, uint64_t sequence,
                             std::string_view bytes, std::string_view sha256) {
  if (position != position_ + 1) return Concat("record ", position_ + 1, " is missing");
  position_ = position;
  const Digest digest = DigestOf(bytes);
  if (digest.bytes() != sha256) return "its bytes are not those that were written";
  if (!record_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return "it is not a JournalRecord";
  }
  if (record_.position() != position) return "it belongs to another position";
  if (record_.previous() != previous_) return "the record before it is not the one it was made for";
  previous_ = digest.bytes();

  const v1::Event& event = record_.event();
  if (event.release_id() != release_id || event.sequence() != sequence) {
    return "it is filed under another release or number";
  }
  Seen& seen = releases_[event.release_id()];
  if (event.sequence() != ++seen.sequence) return "an event of its release is missing before it";
  if (event.has_release_started() != (event.sequence() == 1)) {
    return "its release does not begin with a start";
  }
  if (event.has_release_started()) {
    seen.environment = event.release_started().release().environment();
    seen.first_position = position;
    uint64_t& newest = generations_[seen.environment];
    newest = std::max(newest, event.release_started().release().generation());
  }
  return {};
}

absl::Status CheckReleases(Database& database, Releases seen) {
  Statement rows(database, "SELECT release_id, environment, first_position FROM releases");
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) break;
    const auto found = seen.find(rows.Bytes(0));
    if (found == seen.end() || found->second.environment != rows.Bytes(1) ||
        found->second.first_position != rows.Number(2)) {
      return JournalDamaged(database.path(), Concat("the list of releases names `", rows.Bytes(0),
                                                    "`, the records tell otherwise"));
    }
    seen.erase(found);
  }
  if (seen.empty()) return absl::OkStatus();
  return JournalDamaged(database.path(),
                        Concat("the list of releases lacks `", seen.begin()->first, "`"));
}

absl::Status CheckGenerations(Database& database, const Generations& used) {
  for (const auto& [environment, generation] : used) {
    Statement select(database, "SELECT newest FROM generations WHERE environment = ?");
    select.BindText(environment);
    absl::StatusOr<bool> row = select.Step();
    if (!row.ok()) return row.status();
    if (!*row || select.Number(0) < generation) {
      return JournalDamaged(database.path(),
                            Concat("a release of `", environment, "` has generation ", generation,
                                   ", which by its list of generations was never given out"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckChain(Database& database) {
  ChainCheck check;
  Statement rows(database,
                 "SELECT position, release_id, sequence, record, sha256 FROM records "
                 "ORDER BY position");
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) break;
    const uint64_t position = rows.Number(0);
    const std::string wrong =
        check.Next(position, rows.Bytes(1), rows.Number(2), rows.Bytes(3), rows.Bytes(4));
    if (!wrong.empty()) {
      return JournalDamaged(database.path(), Concat("at record ", position, ": ", wrong));
    }
  }
  absl::Status releases = CheckReleases(database, check.releases());
  if (!releases.ok()) return releases;
  return CheckGenerations(database, check.generations());
}

}  // namespace release
