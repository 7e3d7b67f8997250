// Addresses, connections and what is said when there is none.
#include "tools/coordinator/postgres/session.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/postgres.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres_state {
namespace {

std::string CodeOf(const absl::Status& status) { return DiagnosisOf(status).code(); }

absl::StatusOr<Address> Parse(std::string url) {
  return ParseAddress("STATE_URL", Secret::Of(std::move(url)));
}

TEST(AddressTest, SaysWhereWithoutThePassword) {
  const auto address = Parse(" postgresql://ada:hush%40@db.example.com/app\n");
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->target, "ada@db.example.com:5432/app");
  EXPECT_EQ(address->password.Reveal(), "hush@");
  EXPECT_EQ(address->parameters.at("sslmode"), "require");
}

TEST(AddressTest, MistakesAreToldWithoutTheUrl) {
  struct Case {
    const char* url;
    const char* code;
  };
  for (const Case& c :
       {Case{"", "STATE-URL"}, Case{"hush", "STATE-URL"},
        Case{"mysql://ada:hush@h/app", "STATE-URL"},
        Case{"postgresql://ada:hu%sh@h/app", "STATE-URL"},
        Case{"postgresql://ada:hush@h/app?nonsense=hush", "STATE-URL"},
        Case{"postgresql://ada:hush@h/app?service=x", "STATE-URL"},
        Case{"postgresql://ada:hush@h,i/app", "STATE-URL"},
        Case{"postgresql://ada:hush@/app", "STATE-URL"}, Case{"postgresql://h/app", "STATE-URL"},
        Case{"postgresql://ada:hush@h/app?sslmode=prefer", "STATE-URL-TLS"}}) {
    const absl::Status status = Parse(c.url).status();
    EXPECT_EQ(CodeOf(status), c.code) << c.url;
    EXPECT_EQ(DiagnosisOf(status).ShortDebugString().find("hush"), std::string::npos) << c.url;
  }
}

class SessionTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = TestPostgres::Start();
    ASSERT_NE(server_, nullptr);
    auto address = Parse(server_->Dsn());
    ASSERT_TRUE(address.ok()) << address.status();
    address_ = *std::move(address);
  }

  // The code of connecting with the server's URL after `change`.
  template <typename Change>
  std::string Connecting(Change change) const {
    Address address = address_.Copy();
    change(address);
    return CodeOf(Session::Open(address).status());
  }

  std::unique_ptr<TestPostgres> server_;
  Address address_;
};

TEST_F(SessionTest, ValuesGoThereAndComeBack) {
  auto session = Session::Open(address_);
  ASSERT_TRUE(session.ok()) << session.status();
  const std::string bytes("\0\x01\xff'\\", 5);
  const auto rows = (*session)->Query("SELECT $1::bytea, $2::bigint, $3::text, NULL, $2 > 3",
                                      {Value::Bytes(bytes), Value::Number(7), Value::Text("it's")});
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->front().Bytes(0), bytes);
  EXPECT_EQ(rows->front().Number(1), 7u);
  EXPECT_EQ(rows->front().Text(2), "it's");
  EXPECT_TRUE(rows->front().null(3));
  EXPECT_TRUE(rows->front().True(4));
}

TEST_F(SessionTest, RefusedStatementLeavesTheSessionUsable) {
  auto session = Session::Open(address_);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(CodeOf((*session)->Query("SELECT nonsense").status()), "STATE-STATEMENT");
  EXPECT_EQ((*session)->sqlstate(), "42703");
  EXPECT_TRUE((*session)->Query("SELECT 1").ok());
}

TEST_F(SessionTest, EveryReasonNotToConnectHasItsCode) {
  EXPECT_EQ(Connecting([](Address& a) { a.password = Secret::Of("wrong"); }), "STATE-CONNECT-AUTH");
  EXPECT_EQ(Connecting([](Address& a) { a.parameters["dbname"] = "none"; }),
            "STATE-CONNECT-NO-DATABASE");
  EXPECT_EQ(Connecting([](Address& a) { a.parameters["sslmode"] = "require"; }),
            "STATE-CONNECT-TLS");
  server_->Stop();
  EXPECT_EQ(Connecting([](Address&) {}), "STATE-CONNECT-REFUSED");
}

TEST_F(SessionTest, EndedServerIsALostConnection) {
  auto session = Session::Open(address_);
  ASSERT_TRUE(session.ok()) << session.status();
  server_->Stop(TestPostgres::StopMode::kKill);
  EXPECT_EQ(CodeOf((*session)->Query("SELECT 1").status()), "STATE-CONNECTION-LOST");
  EXPECT_FALSE((*session)->alive());
  EXPECT_EQ(CodeOf((*session)->Run("SELECT 1")), "STATE-CONNECTION-LOST");
}

TEST_F(SessionTest, SilentServerIsALostConnection) {
  auto session = Session::Open(address_, absl::Milliseconds(300));
  ASSERT_TRUE(session.ok()) << session.status();
  const absl::Status status = (*session)->Query("SELECT pg_sleep(60)").status();
  EXPECT_EQ(CodeOf(status), "STATE-CONNECTION-LOST");
  EXPECT_NE(DiagnosisOf(status).why().find("silent for 300ms"), std::string::npos);
}

TEST_F(SessionTest, UncommittedTransactionLeavesNothing) {
  auto session = Session::Open(address_);
  ASSERT_TRUE(session.ok()) << session.status();
  {
    auto transaction = Transaction::Begin(**session);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*session)->Run("CREATE TABLE t (a int)").ok());
  }
  EXPECT_EQ(server_->Value("postgres", "SELECT to_regclass('t')"), "");
  auto transaction = Transaction::Begin(**session);
  ASSERT_TRUE((*session)->Run("CREATE TABLE t (a int)").ok());
  ASSERT_TRUE(transaction->Commit().ok());
  EXPECT_EQ(server_->Value("postgres", "SELECT to_regclass('t')"), "t");
}

}  // namespace
}  // namespace release::postgres_state
