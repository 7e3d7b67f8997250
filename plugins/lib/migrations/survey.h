// Bundle and database seen together: what is pending, and whether it may be applied.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_SURVEY_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_SURVEY_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/migrations/history.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/lib/migrations/sessions.h"
#include "plugins/lib/migrations/settings.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/sdk/context.h"

namespace release::migrate {

// Not copied: `pending` points into `bundle`.
struct Survey {
  std::vector<Migration> bundle;
  History history;
  std::vector<const Migration*> pending;  // into bundle, in order
  std::vector<std::string> left_indexes;  // invalid ones that pending files will replace
  std::vector<v1::Diagnosis> warnings;    // for the plan to show

  Survey() = default;
  Survey(Survey&&) = default;  // moves of a vector keep its elements in place
  Survey& operator=(Survey&&) = default;
};

// Reads both and judges them. Everything that must not be is told at once: MIGRATE-FILE-*,
// MIGRATE-HISTORY-* (problem.h); then MIGRATE-INDEX-INVALID.
absl::StatusOr<Survey> Look(Context& context, Sessions& sessions, const Settings& settings);

// Fails with MIGRATE-NOT-APPLIED when something is pending: what a finished run must not leave.
absl::Status RequireNothingPending(const Survey& survey);

// The announced change of one pending migration.
ChangeText ChangeOf(const Migration& migration);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_SURVEY_H_
