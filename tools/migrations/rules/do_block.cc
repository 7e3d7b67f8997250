#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (context.Is("DoStmt")) context.Report({}, "a DO block runs code");
}

}  // namespace

extern const Rule kDoBlock = {
    .code = "MIGRATION-DO-BLOCK",
    .effect = StatementClass::kOpaque,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why =
        "the statements in its body are judged as far as they can be read, but not which of "
        "them will run",
    .fix = "write plain statements where the block is not needed",
    .check = Check,
};

}  // namespace release::migrations
