// The table of a rule, cases/CODE.sql: SQL in sections. See README.md for the form.
#ifndef RELEASE_TOOLS_MIGRATIONS_RULES_CASE_FILE_H_
#define RELEASE_TOOLS_MIGRATIONS_RULES_CASE_FILE_H_

#include <string>
#include <vector>

namespace release::migrations {

struct RuleCase {
  std::string title;
  bool finds = false;              // the last of `files` has a finding of the rule
  bool no_server = false;          // not to be run on a throw-away server
  bool squawk_differs = false;     // squawk, which sees one file alone, says the opposite
  std::vector<std::string> files;  // pending migrations, in order
};

struct CaseFile {
  std::string code;
  std::string setup;  // of an earlier release
  std::vector<RuleCase> cases;
};

// All tables in `directory`, by code. A line that cannot be read is told on stderr and aborts.
std::vector<CaseFile> ReadCaseFiles(const std::string& directory);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_RULES_CASE_FILE_H_
