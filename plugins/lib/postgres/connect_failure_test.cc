#include "plugins/lib/postgres/connect_failure.h"

#include "gtest/gtest.h"
#include "plugins/lib/postgres/dsn.h"

namespace release::postgres {
namespace {

// Texts as servers, poolers and libpq write them; those that a plain server can give are also
// met for real in connection_test.
TEST(ConnectFailureTest, EveryCauseHasItsCode) {
  const auto dsn = ParseDsn("D", "postgres://postgres.ref:x@h.example:5432/app");
  ASSERT_TRUE(dsn.ok());
  const struct {
    const char* text;
    const char* code;
    v1::Retry retry;
  } cases[] = {
      {"connection to server at \"h\" (10.0.0.1), port 5432 failed: Connection refused\n\tIs the "
       "server running on that host and accepting TCP/IP connections?\n",
       "REFUSED", v1::RETRY_BACKOFF},
      {"... failed: FATAL:  28P01: password authentication failed for user \"u\"\nLOCATION:  x",
       "AUTH", v1::RETRY_NEVER},
      {"... failed: FATAL:  28000: no pg_hba.conf entry for host", "AUTH", v1::RETRY_NEVER},
      {"... failed: fe_sendauth: no password supplied\n", "AUTH", v1::RETRY_NEVER},
      {"... failed: FATAL:  3D000: database \"app\" does not exist", "NO-DATABASE",
       v1::RETRY_NEVER},
      // pgbouncer's, before the database of a rehearsal.
      {"... failed: FATAL:  08P01: SASL authentication failed", "AUTH", v1::RETRY_NEVER},
      {"... failed: FATAL:  08P01: no such user", "TENANT", v1::RETRY_NEVER},
      {"... failed: FATAL:  08P01: no more connections allowed (max_client_conn)", "TOO-MANY",
       v1::RETRY_BACKOFF},
      {"... failed: FATAL:  XX000: Tenant or user not found\n", "TENANT", v1::RETRY_NEVER},
      {"... FATAL:  XX000: (ENOTFOUND) tenant/user postgres.ref not found", "TENANT",
       v1::RETRY_NEVER},
      {"... failed: FATAL:  53300: sorry, too many clients already", "TOO-MANY", v1::RETRY_BACKOFF},
      {"FATAL:  XX000: MaxClientsInSessionMode: max clients reached", "TOO-MANY",
       v1::RETRY_BACKOFF},
      {"... failed: FATAL:  57P03: the database system is starting up", "NOT-READY",
       v1::RETRY_BACKOFF},
      {"... failed: server does not support SSL, but SSL was required\n", "TLS", v1::RETRY_NEVER},
      {"... failed: SSL error: certificate verify failed\n", "TLS", v1::RETRY_NEVER},
      {"... failed: root certificate file \"/x\" does not exist", "TLS", v1::RETRY_NEVER},
      {"... failed: Network is unreachable\n", "UNREACHABLE", v1::RETRY_BACKOFF},
      {"something new", "FAILED", v1::RETRY_BACKOFF},
  };
  for (const auto& [text, code, retry] : cases) {
    const v1::Diagnosis diagnosis = ExplainConnectFailure(*dsn, false, text);
    EXPECT_EQ(diagnosis.code(), std::string("MIGRATE-CONNECT-") + code) << text;
    EXPECT_EQ(diagnosis.retry(), retry) << text;
    EXPECT_EQ(diagnosis.why().find('\n'), std::string::npos);
    EXPECT_FALSE(diagnosis.fix().empty());
  }
}

TEST(ConnectFailureTest, AnIpv6OnlyHostIsToldToUseTheSessionPooler) {
  const auto dsn = ParseDsn("D", "postgres://postgres:x@h.example:5432/app");
  ASSERT_TRUE(dsn.ok());
  for (const v1::Diagnosis& diagnosis :
       {ExplainConnectFailure(*dsn, true, "Network is unreachable"),
        ConnectTimeout(*dsn, true, "15s")}) {
    EXPECT_NE(diagnosis.fix().find("session pooler"), std::string::npos);
  }
}

}  // namespace
}  // namespace release::postgres
