#include "tools/migrations/rules/context.h"

#include <algorithm>
#include <utility>

#include "tools/base/text.h"

namespace release::migrations {

QualifiedName Context::NameOf(Node range_var) const {
  return NameOfRelation(range_var, catalog.default_schema());
}

QualifiedName Context::NameOfList(Node list) const {
  return migrations::NameOfList(list, catalog.default_schema());
}

bool Context::IsOld(const QualifiedName& relation) const {
  const Relation* known = catalog.FindRelation(relation);
  return known == nullptr || (known->born != catalog.release() && !known->temporary);
}

bool Context::IsOldColumn(const QualifiedName& table, const std::string& column) const {
  if (!IsOld(table)) return false;
  const Column* known = catalog.FindColumn(table, column);
  return known == nullptr || known->born != catalog.release();
}

bool Context::IsOldObject(ObjectKind kind, const QualifiedName& name,
                          const std::string& in_table) const {
  const int* born = catalog.FindBirth(kind, name, in_table);
  return born == nullptr || *born != catalog.release();
}

std::vector<Node> Context::Commands(std::string_view subtype) const {
  std::vector<Node> commands;
  if (!Is("AlterTableStmt")) return commands;
  const std::string_view object = statement["objtype"].text();
  if (object != "OBJECT_TABLE" && object != "OBJECT_FOREIGN_TABLE") return commands;
  for (Node command : statement["cmds"]) {
    if (command["subtype"].text() == subtype) commands.push_back(command);
  }
  return commands;
}

std::vector<Node> Context::AddedConstraints(std::string_view type) const {
  std::vector<Node> constraints;
  for (Node command : Commands("AT_AddConstraint")) {
    if (command["def"]["contype"].text() == type) constraints.push_back(command["def"]);
  }
  for (Node command : Commands("AT_AddColumn")) {
    if (const Node inlined = ConstraintOf(command["def"], type)) constraints.push_back(inlined);
  }
  return constraints;
}

std::vector<Node> Context::DefinedColumns() const {
  std::vector<Node> columns;
  if (Is("CreateStmt")) {
    for (Node element : statement["tableElts"]) {
      if (element.Is("ColumnDef")) columns.push_back(element);
    }
  }
  for (Node command : Commands("AT_AddColumn")) columns.push_back(command["def"]);
  return columns;
}

bool Context::HasSet(std::string_view setting) const {
  return std::any_of(earlier.begin(), earlier.end(), [&](Node node) {
    return node.Is("VariableSetStmt") && node["name"].text() == setting;
  });
}

void Context::Report(Node where, std::string what) {
  observations_.push_back({std::move(what), where.location()});
}

Node ConstraintOf(Node column, std::string_view type) {
  for (Node constraint : column["constraints"]) {
    if (constraint["contype"].text() == type) return constraint;
  }
  return {};
}

void ReportDroppedRelations(Context& context, std::string_view type, std::string_view word) {
  if (!context.Is("DropStmt") || context.statement["removeType"].text() != type) return;
  for (Node object : context.statement["objects"]) {
    const QualifiedName name = context.NameOfList(object);
    if (context.IsOld(name)) {
      context.Report(object, Concat("the ", word, " ", name.text(), " is dropped"));
    }
  }
}

void ReportDroppedObjects(Context& context, std::string_view type, ObjectKind kind,
                          std::string_view word) {
  if (!context.Is("DropStmt") || context.statement["removeType"].text() != type) return;
  const bool in_schema = kind == ObjectKind::kType || kind == ObjectKind::kRoutine;
  for (Node object : context.statement["objects"]) {
    QualifiedName name = context.NameOfList(object);
    if (!in_schema) name.schema.clear();
    if (!context.IsOldObject(kind, name)) continue;
    context.Report(object,
                   Concat("the ", word, " ", in_schema ? name.text() : name.name, " is dropped"));
  }
}

void ReportDroppedOfTable(Context& context, std::string_view type, ObjectKind kind,
                          std::string_view word) {
  if (!context.Is("DropStmt") || context.statement["removeType"].text() != type) return;
  for (Node object : context.statement["objects"]) {
    const std::vector<std::string> parts = StringsOf(object);
    if (parts.size() < 2) continue;
    const std::string schema =
        parts.size() > 2 ? parts[parts.size() - 3] : context.catalog.default_schema();
    const QualifiedName table = {schema, parts[parts.size() - 2]};
    if (!context.IsOld(table) || !context.IsOldObject(kind, table, parts.back())) continue;
    context.Report(object,
                   Concat("the ", word, " ", parts.back(), " of ", table.text(), " is dropped"));
  }
}

void ReportRenamedRelation(Context& context, std::string_view type, std::string_view word) {
  if (!context.Is("RenameStmt") || context.statement["renameType"].text() != type) return;
  const QualifiedName name = context.Table();
  if (!context.IsOld(name)) return;
  context.Report(context.statement["relation"],
                 Concat("the ", word, " ", name.text(), " is renamed to ",
                        context.statement["newname"].text()));
}

void ReportCommand(Context& context, std::string_view subtype, std::string_view words) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands(subtype)) {
    if (context.IsOld(table)) context.Report(command, Concat(words, " of ", table.text()));
  }
}

}  // namespace release::migrations
