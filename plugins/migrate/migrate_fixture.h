// What the tests of the migrate step share: a server, a folder of migrations, and calls.
#ifndef RELEASE_PLUGINS_MIGRATE_MIGRATE_FIXTURE_H_
#define RELEASE_PLUGINS_MIGRATE_MIGRATE_FIXTURE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "plugins/migrate/config.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tests/support/postgres.h"
#include "tools/base/files.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::migrate {

// Each test has an empty database of its own on a server that the tests of a binary share.
//
// Every message that the step emits is searched for the server's password; a test fails when it is
// there.
class MigrateFixture : public testing::Test {
 protected:
  using Files = std::vector<std::pair<std::string, std::string>>;  // name, SQL

  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  // Replaces the folder's files.
  void Write(const Files& files);

  // `count` files 20260101000001_step1.sql, ... each creating table t1, ...
  static Files Tables(int count);

  v1::StepCall Call(v1::Phase phase) const;
  kit::Recording Run(v1::Phase phase);
  kit::Recording Run(kit::InProcessStep& step, v1::Phase phase);
  static void ExpectNoPassword(const kit::Recording& recording);

  // First value of a query on the test's database.
  std::string Value(const std::string& sql) { return server_->Value(database_, sql); }
  std::string Execute(const std::string& sql) { return server_->Execute(database_, sql); }
  // `1,2,5`: last digit groups of the applied versions.
  std::string Applied();
  // Whether a backend of ours executes something that holds `text`.
  bool IsRunning(const std::string& text);

  static TestPostgres* server_;
  std::string database_;
  std::string dsn_;
  Config config_;
  std::unique_ptr<TempDirectory> folder_;
  std::vector<std::string> names_;
};

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_MIGRATE_MIGRATE_FIXTURE_H_
