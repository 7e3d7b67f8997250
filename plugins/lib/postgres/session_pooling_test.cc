#include "plugins/lib/postgres/session_pooling.h"

#include "gtest/gtest.h"
#include "plugins/lib/postgres/connection.h"
#include "plugins/lib/postgres/dsn.h"
#include "plugins/lib/postgres/pgbouncer.h"
#include "tests/support/postgres.h"
#include "tools/base/diagnosis.h"

namespace release::postgres {
namespace {

// What RequireOwnBackend() says about two sessions through a real pooler; "" when it is content.
std::string CodeThroughPooler(const TestPostgres& server, const std::string& pool_mode,
                              const std::string& more) {
  const auto pooler = PgBouncer::Start(server, "postgres", pool_mode, more);
  if (pooler == nullptr) return "no pooler";
  const auto dsn = ParseDsn("D", pooler->dsn());
  auto one = Connection::Open(*dsn, {}, {});
  auto other = Connection::Open(*dsn, {}, {});
  if (!one.ok() || !other.ok()) return "no session";
  return DiagnosisOf(RequireOwnBackend(**one, **other, {})).code();
}

TEST(SessionPoolingTest, ATransactionPoolerIsFoundByItsBehaviour) {
  const auto server = TestPostgres::Start();
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(CodeThroughPooler(*server, "transaction", ""), "MIGRATE-POOLER-TRANSACTION");
  EXPECT_EQ(CodeThroughPooler(*server, "transaction", "server_round_robin = 1"),
            "MIGRATE-POOLER-TRANSACTION");
  EXPECT_EQ(CodeThroughPooler(*server, "session", ""), "");
}

}  // namespace
}  // namespace release::postgres
