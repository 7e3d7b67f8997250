#include "plugins/lib/migrations/survey.h"

#include <algorithm>
#include <optional>

#include "plugins/lib/migrations/file_checks.h"
#include "plugins/lib/migrations/invalid_index.h"
#include "plugins/lib/migrations/pending.h"
#include "plugins/lib/migrations/problem.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/migrations/text/directive.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrate {

absl::StatusOr<Survey> Look(Context& context, Sessions& sessions, const Settings& settings) {
  const absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(settings.artifact);
  if (!artifact.ok()) return artifact.status();
  Survey survey;
  std::vector<v1::Diagnosis> problems;
  absl::StatusOr<std::vector<Migration>> bundle = ReadMigrations(**artifact, problems);
  if (!bundle.ok()) return bundle.status();
  survey.bundle = *std::move(bundle);
  absl::StatusOr<History> history = ReadHistory(*sessions.work, LimitsOf(context));
  if (!history.ok()) return history.status();
  survey.history = *std::move(history);

  CompareWithHistory(survey.bundle, survey.history, problems, survey.warnings);
  survey.pending = Pending(survey.bundle, survey.history);
  for (const Migration* migration : survey.pending) CheckFile(*migration, problems);
  if (absl::Status fit = AllAtOnce(problems); !fit.ok()) return fit;

  for (const Migration* migration : survey.pending) {
    if (!migration->outside) continue;
    absl::StatusOr<std::optional<std::string>> left =
        LeftIndex(*sessions.work, *migration, LimitsOf(context));
    if (!left.ok()) return left.status();
    if (left->has_value()) survey.left_indexes.push_back(**left);
  }
  const absl::Status valid =
      RequireValidIndexes(*sessions.work, survey.left_indexes, LimitsOf(context));
  if (!valid.ok()) return valid;
  return survey;
}

namespace {

// What the file says for itself: who approves the plan reads it.
std::string SaidByFile(const Migration& migration) {
  std::string said;
  for (const migrations::Directive& directive : migrations::ReadDirectives(migration.text).list) {
    if (directive.kind == migrations::Directive::Kind::kCompletes) {
      AppendTo(said, "; completes ", directive.argument);
    } else {
      AppendTo(said, "; allows ", directive.argument, ": ", directive.reason);
    }
  }
  return said;
}

}  // namespace

absl::Status RequireNothingPending(const Survey& survey) {
  if (survey.pending.empty()) return absl::OkStatus();
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "MIGRATE-NOT-APPLIED",
       .what = Concat("the history lacks ", survey.pending.size(), " of the bundle's migrations"),
       .why = Concat("the first is ", survey.pending.front()->file_name),
       .fix = "run the same command again; if it happens again, look for who deletes "
              "rows of supabase_migrations.schema_migrations"});
}

ChangeText ChangeOf(const Migration& migration) {
  const int statements = migration.executable();
  const std::string count = Concat(statements, statements == 1 ? " statement" : " statements");
  return {.id = Concat("migration/", migration.version),
          .action = v1::ACTION_CREATE,
          .resource = Concat("migration ", migration.version),
          .before = "not applied",
          .after = "applied",
          .note = Concat(migration.name, ", ", count, ", ",
                         migration.outside ? "outside of a transaction" : "one transaction",
                         SaidByFile(migration)),
          .destructive = std::any_of(migration.statements.begin(), migration.statements.end(),
                                     [](const Statement& statement) {
                                       return migrations::IsDestructive(statement.text);
                                     })};
}

}  // namespace release::migrate
