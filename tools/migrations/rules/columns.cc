#include "tools/migrations/rules/columns.h"

#include <algorithm>

namespace release::migrations {

std::vector<std::string> ColumnsIn(Node node) {
  std::vector<std::string> columns;
  const auto add = [&](std::string_view name) {
    if (name.empty() || std::find(columns.begin(), columns.end(), name) != columns.end()) return;
    columns.emplace_back(name);
  };
  ForEachNode(node, [&](Node part) {
    if (part.Is("ColumnRef")) add(part["fields"].back()["sval"].text());
    if (part.Is("IndexElem")) add(part["name"].text());
  });
  return columns;
}

bool AllOldColumns(const Context& context, const QualifiedName& table,
                   const std::vector<std::string>& columns) {
  return !columns.empty() &&
         std::all_of(columns.begin(), columns.end(),
                     [&](const std::string& column) { return context.IsOldColumn(table, column); });
}

bool AnyOldColumn(const Context& context, const QualifiedName& table,
                  const std::vector<std::string>& columns) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const std::string& column) { return context.IsOldColumn(table, column); });
}

bool IsWidening(const TypeText& from, const TypeText& to) {
  if (from == to) return true;
  const auto limit = [](const TypeText& type, size_t i) {
    return i < type.modifiers.size() ? type.modifiers[i] : 0;
  };
  if (from.name == "varchar" && (to.name == "text" || to.name == "varchar")) {
    return to.modifiers.empty() || (!from.modifiers.empty() && limit(to, 0) >= limit(from, 0));
  }
  if (from.name == "text" && to.name == "varchar") return to.modifiers.empty();
  if (from.name == "numeric" && to.name == "numeric") {
    if (to.modifiers.empty()) return true;
    return !from.modifiers.empty() && limit(to, 0) >= limit(from, 0) &&
           limit(to, 1) == limit(from, 1);
  }
  return false;
}

}  // namespace release::migrations
