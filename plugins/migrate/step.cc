#include "plugins/migrate/step.h"

#include <algorithm>
#include <string>

#include "plugins/lib/migrations/apply_file.h"
#include "plugins/lib/migrations/history.h"
#include "plugins/lib/migrations/invalid_index.h"
#include "plugins/lib/migrations/runner_lock.h"
#include "plugins/lib/migrations/sessions.h"
#include "plugins/lib/migrations/survey.h"
#include "plugins/lib/overlap/previous.h"
#include "plugins/lib/overlap/proof.h"
#include "plugins/migrate/settings_of.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

ChangeText HistoryTableChange() {
  return {.id = "history-table",
          .action = v1::ACTION_CREATE,
          .resource = "table supabase_migrations.schema_migrations",
          .after = "as the Supabase CLI makes it"};
}

// A look that holds no lock: for OBSERVE and VERIFY, after what a broken run left has ended.
absl::StatusOr<Survey> LookFromOutside(Context& context, const Config& config) {
  const absl::StatusOr<Settings> settings = SettingsOf(config);
  if (!settings.ok()) return settings.status();
  absl::StatusOr<Sessions> sessions = OpenSessions(context, *settings);
  if (!sessions.ok()) return sessions.status();
  const absl::Status quiet =
      WaitForLeftovers(context, *sessions->watch, *sessions->work, settings->leftover_wait);
  if (!quiet.ok()) return quiet;
  return Look(context, *sessions, *settings);
}

// Nothing is trusted that was said on the way: history and indexes are read once more.
absl::Status ProveApplied(Context& context, Sessions& sessions, const Settings& settings) {
  const absl::StatusOr<Survey> after = Look(context, sessions, settings);
  return after.ok() ? RequireNothingPending(*after) : after.status();
}

absl::Status ApplyPending(Context& context, Sessions& sessions, const Settings& settings,
                          const Survey& survey) {
  if (!survey.history.complete_table) {
    const absl::Status created = CreateHistoryTable(*sessions.work, LimitsOf(context));
    if (!created.ok()) return created;
    context.Change(HistoryTableChange());
  }
  size_t done = 0;
  for (const Migration* migration : survey.pending) {
    context.Progress(Concat("applying ", migration->file_name), done, survey.pending.size(),
                     v1::UNIT_ITEMS);
    if (absl::Status applied = ApplyFile(context, sessions, settings, *migration); !applied.ok()) {
      return applied;
    }
    context.Change(ChangeOf(*migration));
    ++done;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::StepDescription> MigrateStep::Describe(Context& context) {
  const absl::StatusOr<Settings> settings = SettingsOf(context.config());
  if (!settings.ok()) return settings.status();
  v1::StepDescription description;
  description.add_secrets()->set_name(settings->dsn_secret);
  if (context.config().has_requires_proof()) {
    description.add_secrets()->set_name(overlap::TokenSecretOf(context.config().requires_proof()));
  }
  description.add_artifacts(settings->artifact);
  description.set_can_observe(true);
  return description;
}

absl::Status MigrateStep::Plan(Context& context) {
  const absl::StatusOr<Settings> settings = SettingsOf(context.config());
  if (!settings.ok()) return settings.status();
  absl::StatusOr<Sessions> sessions = OpenSessions(context, *settings);
  if (!sessions.ok()) return sessions.status();
  const absl::StatusOr<Survey> survey = Look(context, *sessions, *settings);
  if (!survey.ok()) return survey.status();
  for (const v1::Diagnosis& warning : survey->warnings) context.Warn(warning);
  if (!survey->history.complete_table) context.Change(HistoryTableChange());
  for (const std::string& index : survey->left_indexes) context.Change(DropOfIndex(index));
  for (const Migration* migration : survey->pending) context.Change(ChangeOf(*migration));
  return absl::OkStatus();
}

absl::Status MigrateStep::Apply(Context& context) {
  const absl::StatusOr<Settings> settings = SettingsOf(context.config());
  if (!settings.ok()) return settings.status();
  absl::StatusOr<Sessions> sessions = OpenSessions(context, *settings);
  if (!sessions.ok()) return sessions.status();
  const absl::Status locked = TakeRunnerLock(context, *sessions->watch, settings->runner_wait);
  if (!locked.ok()) return locked;
  const absl::Status quiet =
      WaitForLeftovers(context, *sessions->watch, *sessions->work, settings->leftover_wait);
  if (!quiet.ok()) return quiet;

  const absl::StatusOr<Survey> survey = Look(context, *sessions, *settings);
  if (!survey.ok()) return survey.status();
  if (context.config().has_requires_proof() && !survey->pending.empty()) {
    const absl::Status proven = overlap::RequireProof(context, context.config().requires_proof(),
                                                      survey->bundle, survey->pending);
    if (!proven.ok()) return proven;
  }
  if (absl::Status applied = ApplyPending(context, *sessions, *settings, *survey); !applied.ok()) {
    return applied;
  }
  return ProveApplied(context, *sessions, *settings);
}

absl::Status MigrateStep::Verify(Context& context) {
  const absl::StatusOr<Survey> survey = LookFromOutside(context, context.config());
  if (absl::IsUnavailable(survey.status())) {
    const v1::Diagnosis why = DiagnosisOf(survey.status());
    return Inconclusive({.code = why.code(),
                         .what = why.what(),
                         .why = why.why(),
                         .fix = why.fix(),
                         .retry = v1::RETRY_BACKOFF});
  }
  return survey.ok() ? RequireNothingPending(*survey) : survey.status();
}

absl::StatusOr<v1::Observation> MigrateStep::Observe(Context& context) {
  const absl::StatusOr<Survey> survey = LookFromOutside(context, context.config());
  if (!survey.ok()) return survey.status();
  if (survey->pending.empty() && survey->left_indexes.empty()) return v1::OBSERVATION_DONE;
  const bool nothing_applied = survey->pending.size() == survey->bundle.size();
  return nothing_applied && survey->left_indexes.empty() ? v1::OBSERVATION_NOT_DONE
                                                         : v1::OBSERVATION_PARTLY;
}

}  // namespace release::migrate
