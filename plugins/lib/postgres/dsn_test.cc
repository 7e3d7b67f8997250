#include "plugins/lib/postgres/dsn.h"

#include <string>

#include "gtest/gtest.h"
#include "plugins/lib/postgres/dsn_rules.h"
#include "tools/base/diagnosis.h"

namespace release::postgres {
namespace {

constexpr char kMarker[] = "hunter2marker";

std::string CodeOf(std::string_view url) {
  const absl::StatusOr<Dsn> dsn = ParseDsn("DATABASE_URL", url);
  if (dsn.ok()) return "";
  EXPECT_EQ(dsn.status().code(), absl::StatusCode::kInvalidArgument);
  const v1::Diagnosis diagnosis = DiagnosisOf(dsn.status());
  EXPECT_EQ(diagnosis.DebugString().find(kMarker), std::string::npos) << diagnosis.DebugString();
  EXPECT_FALSE(diagnosis.fix().empty());
  return diagnosis.code();
}

std::string ProblemsOf(std::string_view url, bool allow_local) {
  const absl::StatusOr<Dsn> dsn = ParseDsn("DATABASE_URL", url);
  if (!dsn.ok()) return "unreadable";
  std::string codes;
  for (const v1::Diagnosis& problem : DsnProblems(*dsn, "DATABASE_URL", allow_local)) {
    EXPECT_EQ(problem.DebugString().find(kMarker), std::string::npos);
    EXPECT_FALSE(problem.fix().empty());
    codes += problem.code().substr(sizeof("MIGRATE-DSN-") - 1) + " ";
  }
  return codes;
}

TEST(DsnTest, ReadsEveryPartDecoded) {
  const auto dsn = ParseDsn(
      "DATABASE_URL",
      "  postgresql://postgres.abc:p%40ss%23:%25@aws-0-eu.pooler.supabase.com:5433/post%20gres"
      "?sslmode=require&options=-c%20a%3Db\n");
  ASSERT_TRUE(dsn.ok()) << dsn.status();
  EXPECT_EQ(dsn->user, "postgres.abc");
  EXPECT_EQ(dsn->password.Reveal(), "p@ss#:%");
  EXPECT_EQ(dsn->host, "aws-0-eu.pooler.supabase.com");
  EXPECT_EQ(dsn->port, 5433);
  EXPECT_EQ(dsn->database, "post gres");
  EXPECT_EQ(dsn->sslmode(), "require");
  EXPECT_EQ(dsn->parameters.at("options"), "-c a=b");
  EXPECT_FALSE(dsn->local());
}

TEST(DsnTest, BracketsOfAPasswordAreNoPlaceholder) {
  for (const char* url : {"postgres://u:aB%5B9xK%5Dz@h/d", "postgres://u:aB[9xK2]z@h/d",
                          "postgres://u:a%3Cbc%3E@h/d"}) {
    EXPECT_EQ(CodeOf(url), "") << url;
  }
}

TEST(DsnTest, ReadsASocketAndAnIpv6Address) {
  const auto socket = ParseDsn("D", "postgresql://postgres:x@/app?host=/tmp/dir&port=5499");
  ASSERT_TRUE(socket.ok()) << socket.status();
  EXPECT_EQ(socket->host, "/tmp/dir");
  EXPECT_EQ(socket->port, 5499);
  EXPECT_TRUE(socket->local());
  const auto encoded = ParseDsn("D", "postgres://postgres@%2Ftmp%2Fdir/app");
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  EXPECT_EQ(encoded->host, "/tmp/dir");
  const auto v6 = ParseDsn("D", "postgres://u:x@[2001:db8::1]:6000/app");
  ASSERT_TRUE(v6.ok()) << v6.status();
  EXPECT_EQ(v6->host, "2001:db8::1");
  EXPECT_EQ(v6->port, 6000);
  EXPECT_EQ(v6->Target(), "u@[2001:db8::1]:6000/app");
}

TEST(DsnTest, NamesWhyAUrlCannotBeReadAndQuotesNothingOfIt) {
  const struct {
    const char* url;
    const char* code;
  } cases[] = {
      {"", "MIGRATE-DSN-EMPTY"},
      {" \n", "MIGRATE-DSN-EMPTY"},
      {"host=h user=u password=hunter2marker dbname=d", "MIGRATE-DSN-SCHEME"},
      {"mysql://u:hunter2marker@h/d", "MIGRATE-DSN-SCHEME"},
      {"\"postgres://u:hunter2marker@h/d\"", "MIGRATE-DSN-SCHEME"},
      {"postgres://u:[YOUR-PASSWORD]@h/d", "MIGRATE-DSN-PLACEHOLDER"},
      {"postgres://u:%5BYOUR-PASSWORD%5D@h/d", "MIGRATE-DSN-PLACEHOLDER"},
      {"postgres://u:<password>@h/d", "MIGRATE-DSN-PLACEHOLDER"},
      {"postgres://u:hunter2marker%zz@h/d", "MIGRATE-DSN-ENCODING"},
      {"postgres://u:hunter2marker%@h/d", "MIGRATE-DSN-ENCODING"},
      {"postgres://u:hunter2marker%00@h/d", "MIGRATE-DSN-ENCODING"},
      {"postgres://u:hunter2marker#x@h/d", "MIGRATE-DSN-RESERVED-CHARACTER"},
      {"postgres://u:hunter2marker@x@h/d", "MIGRATE-DSN-RESERVED-CHARACTER"},
      {"postgres://u:hunter2marker/x@h/d", "MIGRATE-DSN-RESERVED-CHARACTER"},
      {"postgres://u:hunter2marker?x@h/d", "MIGRATE-DSN-RESERVED-CHARACTER"},
      {"postgres://u:hunter2 marker@h/d", "MIGRATE-DSN-RESERVED-CHARACTER"},
      {"postgres://u:hunter2marker", "MIGRATE-DSN-PORT"},
      {"postgres://u:x@h:notaport/d", "MIGRATE-DSN-PORT"},
      {"postgres://u:x@h:/d", "MIGRATE-DSN-PORT"},
      {"postgres://u:x@h:0/d", "MIGRATE-DSN-PORT"},
      {"postgres://u:x@h:65536/d", "MIGRATE-DSN-PORT"},
      {"postgres://u:x@h1,h2/d", "MIGRATE-DSN-HOSTS"},
      {"postgres://u:x@h/d?sslmode=bogus", "MIGRATE-DSN-PARAMETER"},
      {"postgres://u:x@h/d?hunter2marker=1", "MIGRATE-DSN-PARAMETER"},
      {"postgres://u:x@h/d?pgbouncer=true", "MIGRATE-DSN-PARAMETER"},
      {"postgres://u:x@h/d?host=a&host=b", "MIGRATE-DSN-PARAMETER"},
      {"postgres://u:x@h", "MIGRATE-DSN-INCOMPLETE"},
      {"postgres://h/d", "MIGRATE-DSN-INCOMPLETE"},
      {"postgres://u:x@/d", "MIGRATE-DSN-INCOMPLETE"},
      {"postgres://u:x@[::1/d", "MIGRATE-DSN-INCOMPLETE"},
  };
  for (const auto& [url, code] : cases) EXPECT_EQ(CodeOf(url), code) << url;
}

TEST(DsnTest, TheTextsOfADsnHoldNoPassword) {
  const auto dsn = ParseDsn("D", "postgres://u:hunter2marker@h/d");
  ASSERT_TRUE(dsn.ok());
  EXPECT_EQ(dsn->Target(), "u@h:5432/d");
}

TEST(DsnRulesTest, ALocalAddressIsForRehearsalsOnly) {
  for (const char* url :
       {"postgres://u:x@127.0.0.1/d?sslmode=disable", "postgres://u@localhost:6543/d",
        "postgres://u@[::1]/d", "postgres://u:x@/d?host=/tmp/s"}) {
    EXPECT_EQ(ProblemsOf(url, true), "") << url;
    EXPECT_EQ(ProblemsOf(url, false), "LOCAL ") << url;
  }
}

TEST(DsnRulesTest, ARemoteAddressMeetsEveryRuleInEveryEnvironment) {
  const struct {
    const char* url;
    const char* codes;
  } cases[] = {
      {"postgres://postgres.ref:hunter2marker@aws-0-x.pooler.supabase.com:5432/postgres"
       "?sslmode=require",
       ""},
      {"postgres://u:hunter2marker@db.example.com/d?sslmode=verify-full", ""},
      {"postgres://postgres:hunter2marker@db.abcdefghijklmnopqrst.supabase.co:5432/postgres"
       "?sslmode=require",
       "DIRECT-HOST "},
      {"postgres://postgres.ref:hunter2marker@aws-0-x.pooler.supabase.com:6543/postgres"
       "?sslmode=require",
       "TRANSACTION-POOLER "},
      {"postgres://postgres:hunter2marker@aws-0-x.pooler.supabase.com/postgres?sslmode=require",
       "POOLER-USER "},
      {"postgres://u@db.example.com/d?sslmode=require", "NO-PASSWORD "},
      {"postgres://u:hunter2marker@db.example.com/d", "NO-SSLMODE "},
      {"postgres://u:hunter2marker@db.example.com/d?sslmode=prefer", "WEAK-SSLMODE "},
      {"postgres://postgres:hunter2marker@aws-0-x.pooler.supabase.com:6543/postgres",
       "TRANSACTION-POOLER POOLER-USER NO-SSLMODE "},
  };
  for (const auto& [url, codes] : cases) {
    EXPECT_EQ(ProblemsOf(url, false), codes) << url;
    EXPECT_EQ(ProblemsOf(url, true), codes) << url;
  }
}

}  // namespace
}  // namespace release::postgres
