// Names of database objects, as statements write them.
#ifndef RELEASE_TOOLS_MIGRATIONS_CATALOG_NAMES_H_
#define RELEASE_TOOLS_MIGRATIONS_CATALOG_NAMES_H_

#include <compare>
#include <string>
#include <vector>

#include "tools/migrations/sql/tree.h"

namespace release::migrations {

struct QualifiedName {
  std::string schema;
  std::string name;

  std::string text() const { return schema + "." + name; }
  friend auto operator<=>(const QualifiedName&, const QualifiedName&) = default;
  friend bool operator==(const QualifiedName&, const QualifiedName&) = default;
};

// Of a RangeVar: relation["schemaname"], relation["relname"]. A name without a schema lies in
// `default_schema`.
QualifiedName NameOfRelation(Node relation, const std::string& default_schema);

// Of a list of String nodes, as DROP and CREATE TYPE have them: the last two.
QualifiedName NameOfList(Node list, const std::string& default_schema);

// The String nodes of a list, or the one String that `node` is.
std::vector<std::string> StringsOf(Node node);

// A type as written: {"int4", {}}, {"varchar", {20}}. Without a schema.
struct TypeText {
  std::string name;  // PostgreSQL's own name: int4, timestamptz, bpchar; with [] for arrays
  std::vector<int64_t> modifiers;

  friend bool operator==(const TypeText&, const TypeText&) = default;
};
TypeText TypeOf(Node type_name);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_CATALOG_NAMES_H_
