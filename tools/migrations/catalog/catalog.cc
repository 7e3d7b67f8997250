#include "tools/migrations/catalog/catalog.h"

#include <optional>

namespace release::migrations {
namespace {

std::optional<ObjectKind> KindOfDropped(std::string_view type) {
  if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN") return ObjectKind::kType;
  if (type == "OBJECT_FUNCTION" || type == "OBJECT_PROCEDURE" || type == "OBJECT_ROUTINE" ||
      type == "OBJECT_AGGREGATE") {
    return ObjectKind::kRoutine;
  }
  if (type == "OBJECT_SCHEMA") return ObjectKind::kSchema;
  if (type == "OBJECT_TRIGGER") return ObjectKind::kTrigger;
  if (type == "OBJECT_POLICY") return ObjectKind::kPolicy;
  if (type == "OBJECT_RULE") return ObjectKind::kRule;
  if (type == "OBJECT_EXTENSION") return ObjectKind::kExtension;
  return std::nullopt;
}

bool IsRelation(std::string_view type) {
  return type == "OBJECT_TABLE" || type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW" ||
         type == "OBJECT_INDEX" || type == "OBJECT_SEQUENCE" || type == "OBJECT_FOREIGN_TABLE";
}

// The column of CHECK (column IS NOT NULL), or empty.
std::string NotNullColumn(Node expression) {
  if (!expression.Is("NullTest") || expression["nulltesttype"].text() != "IS_NOT_NULL") return "";
  const Node argument = expression["arg"];
  if (!argument.Is("ColumnRef")) return "";
  return std::string(argument["fields"].back()["sval"].text());
}

// PostgreSQL's own name of a constraint without one, near enough to be found by it.
std::string ConstraintName(Node constraint, const std::string& table) {
  if (const Node name = constraint["conname"]) return std::string(name.text());
  return table + "_" + std::string(constraint["contype"].text());
}

}  // namespace

void Catalog::BeginFile(int release) {
  release_ = release;
  ++file_;
  default_schema_ = "public";
}

const Relation* Catalog::FindRelation(const QualifiedName& name) const {
  const auto found = relations_.find(name);
  return found == relations_.end() ? nullptr : &found->second;
}

const Column* Catalog::FindColumn(const QualifiedName& table, const std::string& column) const {
  const Relation* relation = FindRelation(table);
  if (relation == nullptr) return nullptr;
  const auto found = relation->columns.find(column);
  return found == relation->columns.end() ? nullptr : &found->second;
}

const int* Catalog::FindBirth(ObjectKind kind, const QualifiedName& name,
                              const std::string& in_table) const {
  const auto found = objects_.find({kind, {name, in_table}});
  return found == objects_.end() ? nullptr : &found->second;
}

bool Catalog::HasNotNullCheck(const QualifiedName& table, const std::string& column) const {
  const Relation* relation = FindRelation(table);
  if (relation == nullptr) return false;
  for (const auto& [name, constraint] : relation->constraints) {
    if (constraint.valid && constraint.not_null_column == column) return true;
  }
  return false;
}

Relation& Catalog::Add(const QualifiedName& name, Relation::Kind kind, bool temporary) {
  // What is there stays as old as it is: IF NOT EXISTS and OR REPLACE make nothing new.
  const auto [entry, is_new] = relations_.try_emplace(name);
  if (is_new) {
    entry->second.kind = kind;
    entry->second.born = release_;
    entry->second.temporary = temporary;
  }
  return entry->second;
}

void Catalog::AddObject(ObjectKind kind, const QualifiedName& name, const std::string& in_table) {
  objects_.try_emplace({kind, {name, in_table}}, release_);
}

void Catalog::AddColumn(Relation& relation, Node definition) {
  relation.columns.try_emplace(std::string(definition["colname"].text()),
                               Column{release_, TypeOf(definition["typeName"])});
}

void Catalog::AddConstraint(Relation& relation, const std::string& table, Node constraint) {
  relation.constraints.try_emplace(
      ConstraintName(constraint, table),
      Constraint{.born = release_,
                 .file = file_,
                 .valid = !constraint["skip_validation"].flag(),
                 .not_null_column = NotNullColumn(constraint["raw_expr"])});
}

void Catalog::Apply(Node statement) {
  if (statement.Is("AlterTableStmt")) {
    ApplyAlterTable(statement);
  } else if (statement.Is("RenameStmt")) {
    ApplyRename(statement);
  } else if (statement.Is("AlterObjectSchemaStmt")) {
    ApplySetSchema(statement);
  } else if (statement.Is("DropStmt")) {
    ApplyDrop(statement);
  } else if (statement.Is("VariableSetStmt")) {
    ApplySet(statement);
  } else {
    ApplyCreate(statement);
  }
}

void Catalog::ApplyCreate(Node statement) {
  using Kind = Relation::Kind;
  const auto add = [&](Node range_var, Kind kind) -> Relation& {
    return Add(RelationName(range_var), kind, range_var["relpersistence"].text() == "t");
  };
  const auto named = [&](Node list) { return NameOfList(list, default_schema_); };
  const auto plain = [](Node name) { return QualifiedName{"", std::string(name.text())}; };

  if (statement.Is("CreateStmt") || statement.Is("CreateForeignTableStmt")) {
    const Node base = statement.Is("CreateStmt") ? statement : statement["base"];
    const QualifiedName name = RelationName(base["relation"]);
    Relation& table = add(base["relation"], Kind::kTable);
    for (Node element : base["tableElts"]) {
      if (element.Is("ColumnDef")) AddColumn(table, element);
      if (element.Is("Constraint")) AddConstraint(table, name.name, element);
    }
  } else if (statement.Is("CreateTableAsStmt")) {
    const bool view = statement["objtype"].text() == "OBJECT_MATVIEW";
    add(statement["into"]["rel"], view ? Kind::kMaterializedView : Kind::kTable);
  } else if (statement.Is("ViewStmt")) {
    add(statement["view"], Kind::kView);
  } else if (statement.Is("CreateSeqStmt")) {
    add(statement["sequence"], Kind::kSequence);
  } else if (statement.Is("IndexStmt")) {
    const QualifiedName table = RelationName(statement["relation"]);
    // An index lies in its table's schema.
    Add({table.schema, std::string(statement["idxname"].text())}, Kind::kIndex).table = table;
  } else if (statement.Is("CreateEnumStmt") || statement.Is("CreateRangeStmt")) {
    AddObject(ObjectKind::kType, named(statement["typeName"]));
  } else if (statement.Is("CreateDomainStmt")) {
    AddObject(ObjectKind::kType, named(statement["domainname"]));
  } else if (statement.Is("CompositeTypeStmt")) {
    AddObject(ObjectKind::kType, RelationName(statement["typevar"]));
  } else if (statement.Is("DefineStmt")) {
    const bool type = statement["kind"].text() == "OBJECT_TYPE";
    AddObject(type ? ObjectKind::kType : ObjectKind::kRoutine, named(statement["defnames"]));
  } else if (statement.Is("CreateFunctionStmt")) {
    AddObject(ObjectKind::kRoutine, named(statement["funcname"]));
  } else if (statement.Is("CreateSchemaStmt")) {
    AddObject(ObjectKind::kSchema, plain(statement["schemaname"]));
    for (Node element : statement["schemaElts"]) ApplyCreate(element);
  } else if (statement.Is("CreateExtensionStmt")) {
    AddObject(ObjectKind::kExtension, plain(statement["extname"]));
  } else if (statement.Is("CreateRoleStmt")) {
    AddObject(ObjectKind::kRole, plain(statement["role"]));
  } else if (statement.Is("CreateTrigStmt")) {
    AddObject(ObjectKind::kTrigger, RelationName(statement["relation"]),
              std::string(statement["trigname"].text()));
  } else if (statement.Is("CreatePolicyStmt")) {
    AddObject(ObjectKind::kPolicy, RelationName(statement["table"]),
              std::string(statement["policy_name"].text()));
  } else if (statement.Is("RuleStmt")) {
    AddObject(ObjectKind::kRule, RelationName(statement["relation"]),
              std::string(statement["rulename"].text()));
  }
}

void Catalog::ApplyAlterTable(Node statement) {
  const QualifiedName name = RelationName(statement["relation"]);
  const auto found = relations_.find(name);
  if (found == relations_.end()) {
    // A table from outside: what is added to it is known, the table itself stays old.
    Relation relation;
    for (Node command : statement["cmds"]) ApplyCommand(relation, name.name, command);
    if (!relation.columns.empty() || !relation.constraints.empty()) relations_[name] = relation;
    return;
  }
  for (Node command : statement["cmds"]) ApplyCommand(found->second, name.name, command);
}

void Catalog::ApplyCommand(Relation& relation, const std::string& table, Node command) {
  const std::string_view type = command["subtype"].text();
  const std::string name(command["name"].text());
  if (type == "AT_AddColumn") {
    AddColumn(relation, command["def"]);
  } else if (type == "AT_DropColumn") {
    relation.columns.erase(name);
  } else if (type == "AT_AlterColumnType") {
    if (const auto column = relation.columns.find(name); column != relation.columns.end()) {
      column->second.type = TypeOf(command["def"]["typeName"]);
    }
  } else if (type == "AT_AddConstraint") {
    AddConstraint(relation, table, command["def"]);
  } else if (type == "AT_ValidateConstraint") {
    if (const auto found = relation.constraints.find(name); found != relation.constraints.end()) {
      found->second.valid = true;
    }
  } else if (type == "AT_DropConstraint") {
    relation.constraints.erase(name);
  } else if (type == "AT_EnableRowSecurity") {
    relation.row_security = true;
  } else if (type == "AT_DisableRowSecurity") {
    relation.row_security = false;
  }
}

void Catalog::ApplyRename(Node statement) {
  const std::string_view type = statement["renameType"].text();
  const std::string to(statement["newname"].text());
  if (statement["relation"]) {
    const QualifiedName name = RelationName(statement["relation"]);
    const auto found = relations_.find(name);
    if (found == relations_.end()) return;
    if (IsRelation(type)) {
      auto entry = relations_.extract(found);
      entry.key().name = to;
      relations_.insert(std::move(entry));
    } else if (type == "OBJECT_COLUMN") {
      auto column = found->second.columns.extract(std::string(statement["subname"].text()));
      if (column.empty()) return;
      column.key() = to;
      found->second.columns.insert(std::move(column));
    } else if (type == "OBJECT_TABCONSTRAINT") {
      auto constraint = found->second.constraints.extract(std::string(statement["subname"].text()));
      if (constraint.empty()) return;
      constraint.key() = to;
      found->second.constraints.insert(std::move(constraint));
    }
    return;
  }
  const std::optional<ObjectKind> kind = KindOfDropped(type);
  if (!kind) return;
  const bool schema = *kind == ObjectKind::kSchema;
  const QualifiedName name = schema ? QualifiedName{"", std::string(statement["subname"].text())}
                                    : NameOfList(statement["object"], default_schema_);
  auto entry = objects_.extract({*kind, {name, ""}});
  if (entry.empty()) return;
  entry.key().second.first.name = to;
  objects_.insert(std::move(entry));
}

void Catalog::ApplySetSchema(Node statement) {
  if (!statement["relation"]) return;
  const auto found = relations_.find(RelationName(statement["relation"]));
  if (found == relations_.end()) return;
  auto entry = relations_.extract(found);
  entry.key().schema = std::string(statement["newschema"].text());
  relations_.insert(std::move(entry));
}

void Catalog::ApplyDrop(Node statement) {
  const std::string_view type = statement["removeType"].text();
  for (Node object : statement["objects"]) {
    if (IsRelation(type)) {
      relations_.erase(NameOfList(object, default_schema_));
      continue;
    }
    const std::optional<ObjectKind> kind = KindOfDropped(type);
    if (!kind) continue;
    const std::vector<std::string> parts = StringsOf(object);
    if (*kind == ObjectKind::kTrigger || *kind == ObjectKind::kPolicy ||
        *kind == ObjectKind::kRule) {
      if (parts.size() < 2) continue;
      const std::string schema = parts.size() > 2 ? parts[parts.size() - 3] : default_schema_;
      objects_.erase({*kind, {{schema, parts[parts.size() - 2]}, parts.back()}});
    } else if (*kind == ObjectKind::kSchema || *kind == ObjectKind::kExtension) {
      if (!parts.empty()) objects_.erase({*kind, {{"", parts.back()}, ""}});
    } else {
      objects_.erase({*kind, {NameOfList(object, default_schema_), ""}});
    }
  }
}

// SET search_path TO first, ...: the first is where names without a schema are made.
void Catalog::ApplySet(Node statement) {
  if (statement["name"].text() != "search_path" || statement["kind"].text() != "VAR_SET_VALUE") {
    return;
  }
  const std::string_view first = statement["args"].front()["sval"]["sval"].text();
  if (!first.empty() && first != "$user") default_schema_ = std::string(first);
}

}  // namespace release::migrations
