#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CreateTrigStmt") || !context.IsOld(context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("the trigger ", context.statement["trigname"].text(),
                        " acts on a table in service, ", context.Table().text()));
}

}  // namespace

extern const Rule kCreateTrigger = {
    .code = "MIGRATION-CREATE-TRIGGER",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "it locks the table against writers until the file ends, and it acts on what the "
        "generation before writes",
    .fix = "make sure that it suits the code in service and allow it with that reason",
    .check = Check,
};

}  // namespace release::migrations
