// squawk, another linter of migrations, finds what we find, wherever both have the rule.
//
// It looks at one file alone and does not know what is new; where that makes a difference, or where
// it is silent, the table says so. A mark without a difference is an error too.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/migrations/rules/case_file.h"
#include "tools/migrations/rules/registry.h"

namespace release::migrations {
namespace {

// Names of the rules that squawk reports for `sql`.
std::set<std::string> Reported(const std::string& folder, const std::string& sql) {
  const std::string file = folder + "/20260101000001_case.sql";
  EXPECT_TRUE(WriteFileAtomically(file, sql).ok());
  Command command;
  // The program, and the link that sh_binary makes to it.
  const std::string programs = std::getenv("SQUAWK");
  command.argv = {programs.substr(0, programs.find(' ')),
                  "--reporter",
                  "json",
                  "--pg-version",
                  "15",
                  "--assume-in-transaction",
                  "-i",
                  "require-table-schema",
                  file};
  command.env = {{"HOME", folder}};
  const absl::StatusOr<RunResult> result = Run(command, absl::Seconds(20), 1 << 20);
  EXPECT_TRUE(result.ok()) << result.status();
  std::set<std::string> names;
  if (!result.ok()) return names;
  const auto json = nlohmann::json::parse(result->out, nullptr, false);
  EXPECT_TRUE(json.is_array()) << result->out;
  for (const auto& finding : json) names.insert(finding.value("rule_name", ""));
  return names;
}

TEST(SquawkTest, AgreesWhereverBothHaveTheRule) {
  const auto folder = TempDirectory::Create();
  ASSERT_TRUE(folder.ok());
  std::set<std::string> compared;
  for (const CaseFile& table : ReadCaseFiles("tools/migrations/rules/cases")) {
    const Rule* rule = FindRule(table.code);
    ASSERT_NE(rule, nullptr) << table.code;
    if (rule->squawk.empty()) continue;
    for (const RuleCase& one : table.cases) {
      const bool theirs =
          Reported(folder->path(), one.files.back()).contains(std::string(rule->squawk));
      EXPECT_EQ(theirs, one.finds != one.squawk_differs)
          << table.code << " (" << rule->squawk << "): " << one.title;
    }
    compared.emplace(rule->squawk);
  }
  EXPECT_GE(compared.size(), 30u);
}

}  // namespace
}  // namespace release::migrations
