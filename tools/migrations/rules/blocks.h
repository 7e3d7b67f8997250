// The bodies of DO blocks.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_BLOCKS_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_BLOCKS_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/migrations/sql/tree.h"

namespace release::migrations {

// Statements of SQL in the body, as far as they can be read: each begins with a keyword of SQL
// behind `;`, BEGIN, THEN, ELSE or LOOP, and ends at a `;`. Also texts that EXECUTE runs as they
// stand.
std::vector<std::string> StatementsInBlock(Node do_statement);

struct DynamicSql {
  std::optional<std::string> literal;  // the text, when it is one plain string
};

// Each EXECUTE in the body.
std::vector<DynamicSql> DynamicSqlIn(Node do_statement);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_BLOCKS_H_
