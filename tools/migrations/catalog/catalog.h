// What the migrations have made so far, and in which release: so that a rule can tell a table in
// service from one that nobody has seen yet.
#ifndef RELEASE_TOOLS_MIGRATIONS_CATALOG_CATALOG_H_
#define RELEASE_TOOLS_MIGRATIONS_CATALOG_CATALOG_H_

#include <limits>
#include <map>
#include <string>
#include <utility>

#include "tools/migrations/catalog/names.h"
#include "tools/migrations/sql/tree.h"

namespace release::migrations {

// The release of migrations that are not in the lock file yet.
inline constexpr int kUnreleased = std::numeric_limits<int>::max();

struct Column {
  int born = 0;  // release
  TypeText type;
};

struct Constraint {
  int born = 0;
  int file = 0;  // which migration made it, counted by Catalog::BeginFile
  bool valid = true;
  std::string not_null_column;  // of CHECK (column IS NOT NULL)
};

struct Relation {
  enum class Kind { kTable, kView, kMaterializedView, kIndex, kSequence };
  Kind kind = Kind::kTable;
  int born = 0;
  bool temporary = false;
  bool row_security = false;
  QualifiedName table;  // of an index
  std::map<std::string, Column> columns;
  std::map<std::string, Constraint> constraints;
};

// Kinds of objects that are no relations. Triggers, policies and rules lie in a table.
enum class ObjectKind { kType, kRoutine, kSchema, kTrigger, kPolicy, kRule, kRole, kExtension };

// Objects that no migration made (auth.users) are unknown: they count as old.
class Catalog {
 public:
  // `search_path` of the file before is forgotten.
  void BeginFile(int release);

  // Takes in what the statement makes, renames and drops.
  void Apply(Node statement);

  int release() const { return release_; }
  int file() const { return file_; }
  const std::string& default_schema() const { return default_schema_; }

  // nullptr for what no migration made.
  const Relation* FindRelation(const QualifiedName& name) const;
  const Column* FindColumn(const QualifiedName& table, const std::string& column) const;
  // `table` is empty for what lies in none; `name.schema` is empty for schemas, roles, extensions.
  const int* FindBirth(ObjectKind kind, const QualifiedName& name,
                       const std::string& in_table = "") const;

  // A validated CHECK says that the column is not null.
  bool HasNotNullCheck(const QualifiedName& table, const std::string& column) const;

 private:
  using ObjectKey = std::pair<ObjectKind, std::pair<QualifiedName, std::string>>;

  QualifiedName RelationName(Node range_var) const {
    return NameOfRelation(range_var, default_schema_);
  }
  Relation& Add(const QualifiedName& name, Relation::Kind kind, bool temporary = false);
  void AddObject(ObjectKind kind, const QualifiedName& name, const std::string& in_table = "");
  void AddColumn(Relation& relation, Node definition);
  void AddConstraint(Relation& relation, const std::string& table, Node constraint);
  void ApplyCreate(Node statement);
  void ApplyAlterTable(Node statement);
  void ApplyCommand(Relation& relation, const std::string& table, Node command);
  void ApplyRename(Node statement);
  void ApplySetSchema(Node statement);
  void ApplyDrop(Node statement);
  void ApplySet(Node statement);

  int release_ = 0;
  int file_ = 0;
  std::string default_schema_ = "public";
  std::map<QualifiedName, Relation> relations_;
  std::map<ObjectKey, int> objects_;
};

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_CATALOG_CATALOG_H_
