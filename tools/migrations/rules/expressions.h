// Expressions and types, as far as rules ask about them.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_EXPRESSIONS_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_EXPRESSIONS_H_

#include <string_view>

#include "tools/migrations/sql/tree.h"

namespace release::migrations {

// The expression calls a function that is not known to give the same answer for every row of a
// statement. now() is known to; gen_random_uuid() is not, nor is a function of the user's own.
bool IsVolatile(Node expression);

// serial and its relatives, which make a sequence.
bool IsSerial(std::string_view type);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_EXPRESSIONS_H_
