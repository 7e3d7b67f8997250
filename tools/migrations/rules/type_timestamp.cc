#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node column : context.DefinedColumns()) {
    const TypeText type = TypeOf(column["typeName"]);
    if (type.name == "timestamp") {
      context.Report(column["typeName"], Concat(column["colname"].text(), " has no time zone"));
    }
  }
}

}  // namespace

extern const Rule kTypeTimestamp = {
    .code = "MIGRATION-TYPE-TIMESTAMP",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "prefer-timestamp-tz",
    .why = "without a time zone nobody knows which moment is meant",
    .fix = "use timestamptz",
    .check = Check,
};

}  // namespace release::migrations
