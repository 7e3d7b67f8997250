// Statements that others must wait for.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_LOCKS_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_LOCKS_H_

#include <string>

#include "tools/migrations/rules/context.h"

namespace release::migrations {

// The first old relation on which the statement takes a lock that readers or writers wait for;
// empty when there is none.
std::string LockedTable(const Context& context);

// 0, '0', '0ms': a timeout that is none.
bool IsZero(Node value);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_LOCKS_H_
