#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node column : context.DefinedColumns()) {
    const TypeText type = TypeOf(column["typeName"]);
    if (type.name == "bpchar" || type.name == "bpchar[]") {
      context.Report(column["typeName"], Concat(column["colname"].text(), " is of a fixed length"));
    }
  }
}

}  // namespace

extern const Rule kTypeChar = {
    .code = "MIGRATION-TYPE-CHAR",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "ban-char-field",
    .why = "values are filled up with spaces, which comparisons then ignore",
    .fix = "use text",
    .check = Check,
};

}  // namespace release::migrations
