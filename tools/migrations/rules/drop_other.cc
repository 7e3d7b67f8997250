#include <string_view>

#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("DropStmt")) return;
  const std::string_view type = context.statement["removeType"].text();
  for (std::string_view known :
       {"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE",
        "OBJECT_INDEX", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE",
        "OBJECT_TYPE", "OBJECT_DOMAIN", "OBJECT_SCHEMA", "OBJECT_TRIGGER", "OBJECT_POLICY",
        "OBJECT_RULE", "OBJECT_EXTENSION", "OBJECT_STATISTIC_EXT"}) {
    if (type == known) return;
  }
  context.Report({}, "an operator, cast, server, publication or the like is dropped");
}

}  // namespace

extern const Rule kDropOther = {
    .code = "MIGRATION-DROP-OTHER",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may use it",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
