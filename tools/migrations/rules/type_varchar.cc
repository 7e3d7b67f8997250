#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node column : context.DefinedColumns()) {
    const TypeText type = TypeOf(column["typeName"]);
    if (type.name == "varchar" && !type.modifiers.empty()) {
      context.Report(column["typeName"],
                     Concat(column["colname"].text(), " has its limit in the type"));
    }
  }
}

}  // namespace

extern const Rule kTypeVarchar = {
    .code = "MIGRATION-TYPE-VARCHAR",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "prefer-text-field",
    .why = "a longer limit needs a change of the type later; text is as fast",
    .fix = "use text, with CHECK (char_length(column) <= n) where a limit is meant",
    .check = Check,
};

}  // namespace release::migrations
