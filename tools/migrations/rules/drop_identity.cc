#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_DropIdentity", "the numbering of a column");
}

}  // namespace

extern const Rule kDropIdentity = {
    .code = "MIGRATION-DROP-IDENTITY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before inserts rows without the column and relies on its numbers",
    .fix = "ship code that gives the value first; drop the identity in a later release",
    .check = Check,
};

}  // namespace release::migrations
