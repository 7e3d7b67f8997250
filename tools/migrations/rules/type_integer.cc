#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node column : context.DefinedColumns()) {
    const TypeText type = TypeOf(column["typeName"]);
    if (type.name == "int4" || type.name == "serial" || type.name == "serial4") {
      context.Report(column["typeName"], Concat(column["colname"].text(), " is a 32-bit number"));
    }
  }
}

}  // namespace

extern const Rule kTypeInteger = {
    .code = "MIGRATION-TYPE-INTEGER",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "prefer-bigint-over-int",
    .why =
        "its numbers end at 2,147,483,647, and a wider type needs the whole table to be "
        "written",
    .fix = "use bigint",
    .check = Check,
};

}  // namespace release::migrations
