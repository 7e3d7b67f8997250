// What the tables call SQL is SQL: a real PostgreSQL 15 runs every case behind its setup.
#include "tests/support/postgres.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/case_file.h"
#include "tools/migrations/text/splitter.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrations {
namespace {

bool RunsOutside(const RuleCase& one) {
  for (const std::string& file : one.files) {
    for (const Statement& statement : Split(file).statements) {
      if (KindOf(statement.text) == StatementKind::kOutside) return true;
    }
  }
  return false;
}

class TablesOnServer : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = TestPostgres::Start(); }
  static void TearDownTestSuite() { server_.reset(); }

  // Setup and files as one transaction, which is rolled back.
  std::string RunInside(const CaseFile& table, const RuleCase& one) {
    std::string sql = "begin;\n" + table.setup;
    for (const std::string& file : one.files) sql += file;
    return server_->Execute("postgres", sql + "\nrollback;");
  }

  // Each in transactions of its own, in a database of its own.
  std::string RunApart(const CaseFile& table, const RuleCase& one) {
    const std::string database = Concat("apart", ++databases_);
    std::string problem = server_->CreateDatabase(database);
    if (problem.empty()) problem = server_->Execute(database, table.setup);
    for (const std::string& file : one.files) {
      for (const Statement& statement : Split(file).statements) {
        if (problem.empty()) problem = server_->Execute(database, statement.text);
      }
    }
    return problem;
  }

  static std::unique_ptr<TestPostgres> server_;
  int databases_ = 0;
};
std::unique_ptr<TestPostgres> TablesOnServer::server_;

TEST_F(TablesOnServer, EveryCaseRuns) {
  ASSERT_NE(server_, nullptr);
  int run = 0;
  for (const CaseFile& table : ReadCaseFiles("tools/migrations/rules/cases")) {
    for (const RuleCase& one : table.cases) {
      if (one.no_server) continue;
      const bool apart = one.files.size() > 1 || RunsOutside(one);
      const std::string problem = apart ? RunApart(table, one) : RunInside(table, one);
      EXPECT_EQ(problem, "") << table.code << ": " << one.title;
      if (!problem.empty()) server_->Execute("postgres", "rollback");
      ++run;
    }
  }
  EXPECT_GE(run, 200);
}

}  // namespace
}  // namespace release::migrations
