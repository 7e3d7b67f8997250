#include <set>
#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("UpdateStmt")) return;
  std::set<std::string> seen;
  for (Node target : context.statement["targetList"]) {
    const std::string name(target["name"].text());
    // An element or a field of the column may be set beside another one.
    if (target["indirection"] || seen.insert(name).second) continue;
    context.Report(target, Concat("the column ", name, " is set twice"));
  }
}

}  // namespace

extern const Rule kDuplicateAssignment = {
    .code = "MIGRATION-DUPLICATE-ASSIGNMENT",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-duplicate-column-assignments",
    .why = "the server refuses a statement that sets a column twice",
    .fix = "remove one of the two",
    .check = Check,
};

}  // namespace release::migrations
