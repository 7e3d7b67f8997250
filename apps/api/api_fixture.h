// What the tests of the running server share: a PostgreSQL, and in it a new database for every
// test.
#ifndef RELEASE_APPS_API_API_FIXTURE_H_
#define RELEASE_APPS_API_API_FIXTURE_H_

#include <memory>
#include <string>

#include "apps/api/api_process.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/support/postgres.h"

namespace spectral {

inline constexpr char kServiceKey[] = "service-key-0123456789";
// The one world that MakeProduct() adds.
inline constexpr char kWorld[] = "00000000-0000-0000-0000-00000000000a";
inline constexpr char kMessages[] = "/worlds/00000000-0000-0000-0000-00000000000a/messages";

class ApiTest : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  // A database as a new Supabase project would be: no migration applied.
  void SetUp() override;
  void TearDown() override;

  void Migrate();
  // Applies the migrations and adds an organization, a world, its thread `main`.
  void MakeProduct();
  // Variables of a server of this generation on this database, with the service key.
  ApiProcess::Variables Variables(int generation) const;
  // Adds messages with an outbox row each, as a server of this generation would have left them.
  void AddMessages(int generation, int count);
  void Execute(const std::string& sql);
  std::string Value(const std::string& sql) { return postgres_->Value(database_, sql); }

  // Waits until the server's /health has this HTTP status; returns the report.
  static nlohmann::json WaitForHealth(ApiProcess& api, int status);

  static std::unique_ptr<release::TestPostgres> postgres_;
  std::string database_;
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_API_FIXTURE_H_
