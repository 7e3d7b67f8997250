#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_SetLogged", "the way to log");
  ReportCommand(context, "AT_SetUnLogged", "the way to log");
}

}  // namespace

extern const Rule kSetLogged = {
    .code = "MIGRATION-SET-LOGGED",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the whole table is written anew under an exclusive lock; an unlogged one is empty "
        "after a crash",
    .fix = "make a new table of the wished kind and move the rows",
    .check = Check,
};

}  // namespace release::migrations
