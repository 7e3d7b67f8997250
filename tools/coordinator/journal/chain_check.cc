#include "tools/coordinator/journal/chain_check.h"

#include <cstdint>
#include <string>

#include "tools/base/text.h"
#include "tools/coordinator/journal/chain_rules.h"
#include "tools/coordinator/journal/journal_problem.h"

namespace release {
namespace {

absl::Status CheckReleases(Database& database, ChainCheck::Releases seen) {
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

absl::Status CheckGenerations(Database& database, const ChainCheck::Generations& used) {
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
