#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/expressions.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node column : context.DefinedColumns()) {
    if (!IsSerial(TypeOf(column["typeName"]).name)) continue;
    context.Report(column["typeName"], Concat(column["colname"].text(), " is a serial"));
  }
}

}  // namespace

extern const Rule kTypeSerial = {
    .code = "MIGRATION-TYPE-SERIAL",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "prefer-identity",
    .why = "the sequence has rights and an owner of its own, and anyone may insert any number",
    .fix = "use GENERATED ALWAYS AS IDENTITY",
    .check = Check,
};

}  // namespace release::migrations
