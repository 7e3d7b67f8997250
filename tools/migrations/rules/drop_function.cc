#include <string_view>

#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (std::string_view type :
       {"OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE"}) {
    ReportDroppedObjects(context, type, ObjectKind::kRoutine, "function");
  }
}

}  // namespace

extern const Rule kDropFunction = {
    .code = "MIGRATION-DROP-FUNCTION",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before still calls it, and so may triggers, policies and defaults",
    .fix = "stop calling it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
