#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterObjectSchemaStmt")) return;
  const Node relation = context.statement["relation"];
  const Node object = context.statement["object"];
  const QualifiedName name = relation ? context.NameOf(relation) : context.NameOfList(object);
  if (relation && !context.IsOld(name)) return;
  if (object.Is("ObjectWithArgs") && !context.IsOldObject(ObjectKind::kRoutine, name)) return;
  if (context.statement["objectType"].text() == "OBJECT_TYPE" &&
      !context.IsOldObject(ObjectKind::kType, name)) {
    return;
  }
  context.Report(relation, Concat(name.text(), " moves to another schema"));
}

}  // namespace

extern const Rule kSetSchema = {
    .code = "MIGRATION-SET-SCHEMA",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before looks for it in the old schema",
    .fix =
        "make a view or function in the new schema, use it in one release, and move the object "
        "in a later one",
    .check = Check,
};

}  // namespace release::migrations
