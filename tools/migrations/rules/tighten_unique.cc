#include <string>
#include <vector>

#include "tools/base/text.h"
#include "tools/migrations/rules/columns.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  const auto report = [&](Node where, const std::vector<std::string>& columns) {
    if (!AllOldColumns(context, table, columns)) return;
    context.Report(where, Concat("columns of ", table.text(), " in use become unique"));
  };
  for (Node command : context.Commands("AT_AddConstraint")) {
    const Node constraint = command["def"];
    // USING INDEX names no columns: its index was judged when it was made.
    if (constraint["contype"].text() != "CONSTR_UNIQUE" || constraint["indexname"]) continue;
    report(constraint, StringsOf(constraint["keys"]));
  }
  if (context.Is("IndexStmt") && context.statement["unique"].flag()) {
    report(context.statement["relation"], ColumnsIn(context.statement["indexParams"]));
  }
}

}  // namespace

extern const Rule kTightenUnique = {
    .code = "MIGRATION-TIGHTEN-UNIQUE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may write what is now a duplicate, and its statement fails",
    .fix = "ship code that writes no duplicates first; make it unique in a later release",
    .check = Check,
};

}  // namespace release::migrations
