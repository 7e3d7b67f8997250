#include "plugins/lib/migrations/pending.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "plugins/lib/migrations/problem.h"
#include "tools/base/text.h"
#include "tools/migrations/text/sql_lexer.h"

namespace release::migrate {
namespace {

enum class Difference { kNone, kComments, kMeaning };

// The tokens of all statements, without comments and white space.
std::string Meaning(const std::vector<std::string>& statements) {
  std::string meaning;
  for (const std::string& statement : statements) {
    migrations::SqlLexer lexer(statement);
    bool empty = true;
    while (const std::optional<migrations::Token> token = lexer.Next()) {
      if (token->kind == migrations::TokenKind::kComment) continue;
      AppendTo(meaning, token->text, "\n");
      empty = false;
    }
    if (!empty) meaning += ";\n";
  }
  return meaning;
}

Difference Compare(const Migration& migration, const HistoryRow& row) {
  if (!row.statements) return Difference::kNone;
  std::vector<std::string> ours;
  for (const Statement& statement : migration.statements) ours.push_back(statement.text);
  if (ours == *row.statements) return Difference::kNone;
  return Meaning(ours) == Meaning(*row.statements) ? Difference::kComments : Difference::kMeaning;
}

v1::Diagnosis Edited(const Migration& migration, const HistoryRow& row) {
  v1::Diagnosis problem =
      FileProblem(migration.path, "MIGRATE-HISTORY-EDITED",
                  Concat("migration ", migration.version, " was edited after it was applied"),
                  Concat("the history's text of ", row.version,
                         " is another one; an edit of an applied file "
                         "never reaches the database"),
                  "put the old text back and write the change as a new migration");
  for (size_t i = 0; i < migration.statements.size(); ++i) {
    const Statement& ours = migration.statements[i];
    if (i < row.statements->size() && row.statements->at(i) == ours.text) continue;
    SetPlace(problem, migration.text, ours.code_offset, 1);
    break;
  }
  return problem;
}

v1::Diagnosis CommentsDiffer(const Migration& migration) {
  v1::Diagnosis warning = FileProblem(migration.path, "MIGRATE-HISTORY-COMMENTS",
                                      Concat("comments or spaces of migration ", migration.version,
                                             " changed since it was applied"),
                                      "the statements are the same", "nothing has to be done");
  warning.set_severity(v1::SEVERITY_WARNING);
  return warning;
}

}  // namespace

std::vector<const Migration*> Pending(const std::vector<Migration>& bundle,
                                      const History& history) {
  std::vector<const Migration*> pending;
  for (const Migration& migration : bundle) {
    const bool applied =
        std::any_of(history.rows.begin(), history.rows.end(),
                    [&](const HistoryRow& row) { return row.version == migration.version; });
    if (!applied) pending.push_back(&migration);
  }
  return pending;
}

void CompareWithHistory(const std::vector<Migration>& bundle, const History& history,
                        std::vector<v1::Diagnosis>& problems,
                        std::vector<v1::Diagnosis>& warnings) {
  std::map<std::string, const Migration*> by_version;
  for (const Migration& migration : bundle) by_version[migration.version] = &migration;
  for (const HistoryRow& row : history.rows) {
    const auto found = by_version.find(row.version);
    if (found == by_version.end()) {
      problems.push_back(
          FileProblem("", "MIGRATE-HISTORY-MISSING",
                      Concat("the database has the migration ", row.version,
                             row.name.empty() ? "" : "_", row.name, ", which is not in the bundle"),
                      "it was applied from another branch, or its file was deleted or renamed",
                      "bring the file back, or merge the branch that has it"));
      continue;
    }
    switch (Compare(*found->second, row)) {
      case Difference::kMeaning:
        problems.push_back(Edited(*found->second, row));
        break;
      case Difference::kComments:
        warnings.push_back(CommentsDiffer(*found->second));
        break;
      case Difference::kNone:
        break;
    }
  }
  if (history.rows.empty()) return;
  const std::string& newest = history.rows.back().version;
  for (const Migration* migration : Pending(bundle, history)) {
    if (migration->version > newest) break;
    problems.push_back(FileProblem(
        migration->path, "MIGRATE-HISTORY-OUT-OF-ORDER",
        Concat("migration ", migration->version, " is older than the newest applied one"),
        Concat("the database is at ", newest,
               "; others may never have run it in this "
               "order"),
        "give the file a version of today and release it last"));
  }
}

}  // namespace release::migrate
