#include <string_view>

#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

bool IsOldTarget(const Context& context, Node object) {
  if (object.Is("RangeVar")) return context.IsOld(context.NameOf(object));
  const QualifiedName name = context.NameOfList(object);
  const std::string_view type = context.statement["objtype"].text();
  if (object.Is("ObjectWithArgs")) return context.IsOldObject(ObjectKind::kRoutine, name);
  if (type == "OBJECT_SCHEMA") return context.IsOldObject(ObjectKind::kSchema, {"", name.name});
  if (type == "OBJECT_TYPE") return context.IsOldObject(ObjectKind::kType, name);
  return true;
}

void Check(Context& context) {
  if (context.Is("GrantRoleStmt") && !context.statement["is_grant"].flag()) {
    return context.Report({}, "a membership is revoked");
  }
  if (!context.Is("GrantStmt") || context.statement["is_grant"].flag()) return;
  if (context.statement["targtype"].text() != "ACL_TARGET_OBJECT") {
    return context.Report({}, "rights on all objects of a schema are revoked");
  }
  for (Node object : context.statement["objects"]) {
    if (IsOldTarget(context, object)) return context.Report(object, "rights are revoked");
  }
}

}  // namespace

extern const Rule kRevoke = {
    .code = "MIGRATION-REVOKE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may need the right",
    .fix = "ship code that does without it first; revoke it in a later release",
    .check = Check,
};

}  // namespace release::migrations
