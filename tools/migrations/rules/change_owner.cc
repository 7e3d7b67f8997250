#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_ChangeOwner", "the owner");
  if (!context.Is("AlterOwnerStmt")) return;
  const std::string_view type = context.statement["objectType"].text();
  const bool routine = type == "OBJECT_FUNCTION" || type == "OBJECT_PROCEDURE";
  const Node object = context.statement["object"];
  const QualifiedName name = context.NameOfList(object);
  if (routine && !context.IsOldObject(ObjectKind::kRoutine, name)) return;
  if (type == "OBJECT_SCHEMA" && !context.IsOldObject(ObjectKind::kSchema, {"", name.name})) return;
  if (type == "OBJECT_TYPE" && !context.IsOldObject(ObjectKind::kType, name)) return;
  context.Report(object, Concat("the owner of ", name.name, " changes"));
}

}  // namespace

extern const Rule kChangeOwner = {
    .code = "MIGRATION-CHANGE-OWNER",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the owner before loses every right that was not granted, and row security may begin "
        "to bind it",
    .fix = "grant what the code in service needs first, then allow it with that reason",
    .check = Check,
};

}  // namespace release::migrations
