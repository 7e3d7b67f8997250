// One rule of the expand/contract law.
//
// A rule is a file of its own, which defines one `extern const Rule`, and a line in registry.cc.
// Beside it lie its table cases/CODE.sql and its page pages/CODE.md (README.md).
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_RULE_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_RULE_H_

#include <string_view>

#include "tools/migrations/text/statement_class.h"

namespace release::migrations {

class Context;

struct Rule {
  enum class Severity {
    kWarning,  // told in the build's output and in the manifest
    kRefused,  // the build fails, unless the file allows the code and gives a reason
  };

  std::string_view code;    // MIGRATION-DROP-COLUMN; the file is drop_column.cc
  StatementClass effect;    // least class of a statement with such a finding
  Severity severity;        // of kContract: kRefused, and only `completes` helps
  std::string_view squawk;  // squawk's rule for the same subject, or empty
  std::string_view why;
  std::string_view fix;

  // Looks at one statement and calls context.Report() for what it finds.
  void (*check)(Context& context);
};

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_RULE_H_
