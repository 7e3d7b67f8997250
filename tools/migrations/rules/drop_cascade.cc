#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

bool IsNewObject(const Context& context, std::string_view type, const QualifiedName& name) {
  if (type == "OBJECT_SCHEMA") return !context.IsOldObject(ObjectKind::kSchema, {"", name.name});
  if (type == "OBJECT_TYPE") return !context.IsOldObject(ObjectKind::kType, name);
  if (type == "OBJECT_FUNCTION") return !context.IsOldObject(ObjectKind::kRoutine, name);
  return false;
}

void Check(Context& context) {
  const auto cascades = [](Node node) { return node["behavior"].text() == "DROP_CASCADE"; };
  if (context.Is("DropStmt") && cascades(context.statement)) {
    const std::string_view type = context.statement["removeType"].text();
    const bool relation = type == "OBJECT_TABLE" || type == "OBJECT_VIEW" ||
                          type == "OBJECT_MATVIEW" || type == "OBJECT_SEQUENCE";
    for (Node object : context.statement["objects"]) {
      const QualifiedName name = context.NameOfList(object);
      // What depends on a new object is new itself.
      if (relation && !context.IsOld(name)) continue;
      if (!relation && IsNewObject(context, type, name)) continue;
      context.Report(object, Concat("what depends on ", name.name, " is dropped unseen"));
    }
  }
  for (std::string_view subtype : {"AT_DropColumn", "AT_DropConstraint"}) {
    for (Node command : context.Commands(subtype)) {
      if (!cascades(command) || !context.IsOld(context.Table())) continue;
      context.Report(command,
                     Concat("what depends on ", command["name"].text(), " is dropped unseen"));
    }
  }
}

}  // namespace

extern const Rule kDropCascade = {
    .code = "MIGRATION-DROP-CASCADE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "whatever depends on it goes too, and nobody can read here what that is",
    .fix = "drop each object by its name, without CASCADE",
    .check = Check,
};

}  // namespace release::migrations
