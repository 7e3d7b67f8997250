// What a rule sees: one statement, and what the migrations before it have made.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_CONTEXT_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_CONTEXT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/migrations/catalog/catalog.h"
#include "tools/migrations/catalog/names.h"
#include "tools/migrations/sql/tree.h"

namespace release::migrations {

// What a rule found.
struct Observation {
  std::string what;
  std::optional<size_t> location;  // byte in the statement; absent for the statement as a whole
};

// "Old" is what the code in service may know: made in an earlier release, or by nobody here. What
// the same release made is new, also when another file of it did.
class Context {
 public:
  // `statements_before` are those of the same file. All outlive the context.
  Context(Node node, std::string_view sql, const Catalog& before,
          const std::vector<Node>& statements_before)
      : statement(node), text(sql), catalog(before), earlier(statements_before) {}

  const Node statement;
  const std::string_view text;  // of the statement, with its comments
  const Catalog& catalog;       // before the statement
  const std::vector<Node>& earlier;

  bool Is(std::string_view kind) const { return statement.Is(kind); }

  // Names.
  QualifiedName NameOf(Node range_var) const;
  QualifiedName NameOfList(Node list) const;
  // The table that an ALTER TABLE, CREATE INDEX, CREATE TRIGGER, ... is about.
  QualifiedName Table() const { return NameOf(statement["relation"]); }

  // Ages. A temporary table is never old.
  bool IsOld(const QualifiedName& relation) const;
  bool IsOldColumn(const QualifiedName& table, const std::string& column) const;
  bool IsOldObject(ObjectKind kind, const QualifiedName& name,
                   const std::string& in_table = "") const;

  // ALTER TABLE: the commands of one subtype ("AT_DropColumn"), of a table; none for other
  // statements, views, indexes and sequences.
  std::vector<Node> Commands(std::string_view subtype) const;

  // Constraints of one kind ("CONSTR_CHECK") that ALTER TABLE adds to the table, or together with
  // a column.
  std::vector<Node> AddedConstraints(std::string_view type) const;

  // Columns that CREATE TABLE and ALTER TABLE ADD COLUMN define.
  std::vector<Node> DefinedColumns() const;

  // SET `setting` stood earlier in the file.
  bool HasSet(std::string_view setting) const;

  // `where` gives the place, if it has one.
  void Report(Node where, std::string what);

  std::vector<Observation> TakeObservations() { return std::move(observations_); }

 private:
  std::vector<Observation> observations_;
};

// A constraint of one kind in a column's definition, or an empty node.
Node ConstraintOf(Node column, std::string_view type);

// DROP of relations of one type ("OBJECT_VIEW"): reports each old one as `word` NAME.
void ReportDroppedRelations(Context& context, std::string_view type, std::string_view word);

// DROP of other objects of one type: reports each old one.
void ReportDroppedObjects(Context& context, std::string_view type, ObjectKind kind,
                          std::string_view word);

// DROP TRIGGER, POLICY and RULE, each of a table.
void ReportDroppedOfTable(Context& context, std::string_view type, ObjectKind kind,
                          std::string_view word);

// ALTER ... RENAME TO of relations of one type.
void ReportRenamedRelation(Context& context, std::string_view type, std::string_view word);

// ALTER TABLE ... `subtype` on an old table, as "WORDS of TABLE".
void ReportCommand(Context& context, std::string_view subtype, std::string_view words);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_CONTEXT_H_
