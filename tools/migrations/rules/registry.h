// All rules.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_REGISTRY_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_REGISTRY_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/migrations/rules/rule.h"

namespace release::migrations {

// In the order of their codes; pointers to constants.
const std::vector<const Rule*>& AllRules();

// nullptr for a code that no rule has.
const Rule* FindRule(std::string_view code);

// All codes, for "did you mean".
std::vector<std::string> RuleCodes();

// The page of a rule, relative to the workspace.
std::string PageOf(const Rule& rule);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_REGISTRY_H_
