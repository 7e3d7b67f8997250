#include "tools/migrations/rules/locks.h"

#include <string_view>

namespace release::migrations {

std::string LockedTable(const Context& context) {
  const auto old = [&](const QualifiedName& name) {
    return context.IsOld(name) ? name.text() : std::string();
  };
  if (context.Is("DropStmt")) {
    const std::string_view type = context.statement["removeType"].text();
    const bool relation = type == "OBJECT_TABLE" || type == "OBJECT_VIEW" ||
                          type == "OBJECT_MATVIEW" || type == "OBJECT_INDEX";
    if (!relation || context.statement["concurrent"].flag()) return "";
    for (Node object : context.statement["objects"]) {
      if (std::string name = old(context.NameOfList(object)); !name.empty()) return name;
    }
    return "";
  }
  const bool locks = context.Is("AlterTableStmt") || context.Is("RenameStmt") ||
                     context.Is("CreateTrigStmt") || context.Is("RuleStmt") ||
                     context.Is("ClusterStmt") || context.Is("AlterObjectSchemaStmt") ||
                     (context.Is("IndexStmt") && !context.statement["concurrent"].flag());
  if (!locks || !context.statement["relation"]) return "";
  return old(context.Table());
}

bool IsZero(Node value) {
  if (value["ival"]) return value["ival"]["ival"].number().value_or(0) == 0;
  const std::string_view text = value["sval"]["sval"].text();
  const size_t digits = text.find_first_not_of("0");
  return value["sval"] && !text.empty() && text[0] == '0' &&
         (digits == std::string_view::npos || text[digits] < '1' || text[digits] > '9') &&
         text.find('.') == std::string_view::npos;
}

}  // namespace release::migrations
