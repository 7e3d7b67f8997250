// Columns that a statement is about, and changes of their types.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_COLUMNS_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_COLUMNS_H_

#include <string>
#include <vector>

#include "tools/migrations/rules/context.h"

namespace release::migrations {

// Columns that an expression or the parameters of an index name, without repeats.
std::vector<std::string> ColumnsIn(Node node);

// The table is old, and so is each of the columns, of which there is at least one. Rows of the
// generation before have null in a new column, which no UNIQUE and no foreign key refuses.
bool AllOldColumns(const Context& context, const QualifiedName& table,
                   const std::vector<std::string>& columns);

// The table is old, and so is one of the columns.
bool AnyOldColumn(const Context& context, const QualifiedName& table,
                  const std::vector<std::string>& columns);

// The change needs neither a rewrite nor a scan, and every value of `from` is one of `to`: a longer
// varchar or none, text, a numeric with more digits before the point.
bool IsWidening(const TypeText& from, const TypeText& to);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_COLUMNS_H_
