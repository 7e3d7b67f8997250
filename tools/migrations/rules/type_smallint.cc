#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node column : context.DefinedColumns()) {
    const TypeText type = TypeOf(column["typeName"]);
    if (type.name == "int2" || type.name == "smallserial" || type.name == "serial2") {
      context.Report(column["typeName"], Concat(column["colname"].text(), " is a 16-bit number"));
    }
  }
}

}  // namespace

extern const Rule kTypeSmallint = {
    .code = "MIGRATION-TYPE-SMALLINT",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "prefer-bigint-over-smallint",
    .why = "its numbers end at 32,767, and a wider type needs the whole table to be written",
    .fix = "use bigint",
    .check = Check,
};

}  // namespace release::migrations
