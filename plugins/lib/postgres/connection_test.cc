#include "plugins/lib/postgres/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <stop_token>

#include "gtest/gtest.h"
#include "plugins/lib/postgres/session_pooling.h"
#include "plugins/lib/testing/certificate.h"
#include "tests/support/postgres.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

class ConnectionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = TestPostgres::Start({.settings = {"max_connections=12"}}).release();
    ASSERT_NE(server_, nullptr);
  }
  static void TearDownTestSuite() { delete server_; }

  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& url,
                                                          Connection::Options options = {},
                                                          const WaitLimits& limits = {}) {
    absl::StatusOr<Dsn> dsn = ParseDsn("DATABASE_URL", url);
    if (!dsn.ok()) return dsn.status();
    options.application_name = "connection-test";
    return Connection::Open(*dsn, std::move(options), limits);
  }

  // The code of the diagnosis that opening `url` gives. No text of it may hold the password.
  static std::string FailureOf(const std::string& url, Connection::Options options = {}) {
    const auto connection = Open(url, std::move(options));
    if (connection.ok()) return "";
    const v1::Diagnosis diagnosis = DiagnosisOf(connection.status());
    EXPECT_EQ(diagnosis.DebugString().find(server_->password()), std::string::npos);
    EXPECT_EQ(connection.status().ToString().find(server_->password()), std::string::npos);
    return diagnosis.code();
  }

  static std::string Replaced(std::string text, std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
    return text;
  }

  static bool IsRunning(int pid) {
    return server_->Value("postgres", Concat("select count(*) from pg_stat_activity where pid = ",
                                             pid, " and state = 'active'")) == "1";
  }

  static TestPostgres* server_;
};

TestPostgres* ConnectionTest::server_ = nullptr;

// A listening socket that nobody accepts from, or a bound one that refuses.
struct LoopbackPort {
  explicit LoopbackPort(bool listening) : socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size);
    if (listening) ::listen(socket.get(), 4);
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    number = ntohs(address.sin_port);
  }
  FileDescriptor socket;
  int number = 0;
};

TEST_F(ConnectionTest, QueriesThroughTcpAndThroughTheSocket) {
  for (const std::string& url : {server_->Dsn(), server_->SocketDsn()}) {
    auto connection = Open(url);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const auto rows = (*connection)->Query("select $1::text, null, 7", {{"é;'"}}, {});
    ASSERT_TRUE(rows.ok()) << rows.status();
    ASSERT_EQ(rows->rows.size(), 1u);
    EXPECT_EQ(rows->rows[0], (Rows::Row{"é;'", std::nullopt, "7"}));
    EXPECT_EQ(rows->tag, "SELECT 1");
  }
}

TEST_F(ConnectionTest, ARefusedStatementSaysWhereAndLeavesTheSessionUsable) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto failed = (*connection)->Execute("select 'é', nope", {});
  EXPECT_TRUE(absl::IsAborted(failed.status())) << failed.status();
  EXPECT_EQ((*connection)->last_error().sqlstate, "42703");
  EXPECT_EQ((*connection)->last_error().position, 13u);
  EXPECT_EQ(ByteOffset("select 'é', nope", 13), 13u);  // é is one character and two bytes
  EXPECT_TRUE((*connection)->Execute("select 1", {}).ok());
}

TEST_F(ConnectionTest, TwoStatementsInOneAreRefused) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok());
  EXPECT_TRUE(absl::IsAborted((*connection)->Execute("select 1; select 2", {}).status()));
  EXPECT_EQ((*connection)->last_error().sqlstate, "42601");
}

TEST_F(ConnectionTest, AStopEndsTheStatementOnTheServer) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok());
  const int pid = (*connection)->backend_pid();
  std::stop_source stop;
  WaitLimits limits = {.stop = stop.get_token(), .tick_every = absl::Milliseconds(10)};
  limits.tick = [&] {
    if (IsRunning(pid)) stop.request_stop();
  };
  const auto stopped = (*connection)->Execute("select pg_sleep(600)", limits);
  EXPECT_TRUE(absl::IsCancelled(stopped.status())) << stopped.status();
  EXPECT_FALSE(IsRunning(pid));
  EXPECT_FALSE((*connection)->alive());
}

TEST_F(ConnectionTest, ATimeoutEndsTheStatementOnTheServer) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok());
  const int pid = (*connection)->backend_pid();
  const auto late =
      (*connection)->Execute("select pg_sleep(600)", {.timeout = absl::Milliseconds(100)});
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.status())) << late.status();
  EXPECT_FALSE(IsRunning(pid));
}

TEST_F(ConnectionTest, ALostServerMustBeObserved) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok());
  const int pid = (*connection)->backend_pid();
  WaitLimits limits = {.tick_every = absl::Milliseconds(10)};
  limits.tick = [&] {
    if (IsRunning(pid)) {
      server_->Execute("postgres", Concat("select pg_terminate_backend(", pid, ")"));
    }
  };
  const auto lost = (*connection)->Execute("select pg_sleep(600)", limits);
  EXPECT_TRUE(absl::IsUnavailable(lost.status())) << lost.status();
  EXPECT_EQ(DiagnosisOf(lost.status()).code(), "POSTGRES-CONNECTION-LOST");
  EXPECT_EQ(DiagnosisOf(lost.status()).retry(), v1::RETRY_AFTER_OBSERVE);
  EXPECT_NE(DiagnosisOf(lost.status()).why().find("terminating connection"), std::string::npos)
      << DiagnosisOf(lost.status()).DebugString();
  EXPECT_TRUE(absl::IsUnavailable((*connection)->Execute("select 1", {}).status()));
}

TEST_F(ConnectionTest, CopyIsNotPossible) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok());
  EXPECT_TRUE(absl::IsUnavailable(
      (*connection)->Script("create temp table c (a int); copy c from stdin", {})));
}

TEST_F(ConnectionTest, NoticesAreHeard) {
  std::vector<std::string> heard;
  auto connection = Open(server_->Dsn(), {.on_notice = [&](const ServerError& notice) {
                           heard.push_back(notice.severity + " " + notice.message);
                         }});
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE((*connection)->Execute("do $$ begin raise warning 'mind %', 1; end $$", {}).ok());
  EXPECT_EQ(heard, std::vector<std::string>{"WARNING mind 1"});
}

TEST_F(ConnectionTest, ConnectionFailuresNameTheirCause) {
  const std::string url = server_->Dsn();
  const std::string port = Concat(":", server_->port(), "/");
  const LoopbackPort refusing(false);
  const LoopbackPort silent(true);
  EXPECT_EQ(FailureOf(Replaced(url, port, Concat(":", refusing.number, "/"))),
            "MIGRATE-CONNECT-REFUSED");
  EXPECT_EQ(FailureOf(Replaced(url, port, Concat(":", silent.number, "/")),
                      {.connect_timeout = absl::Milliseconds(200)}),
            "MIGRATE-CONNECT-TIMEOUT");
  EXPECT_EQ(FailureOf(Replaced(url, "127.0.0.1", "db.nonexistent.invalid")), "MIGRATE-CONNECT-DNS");
  EXPECT_EQ(FailureOf(Replaced(url, server_->password(), "wrong" + server_->password())),
            "MIGRATE-CONNECT-AUTH");
  EXPECT_EQ(FailureOf(Replaced(url, ":" + server_->password(), "")), "MIGRATE-CONNECT-AUTH");
  EXPECT_EQ(FailureOf(server_->Dsn("nodb")), "MIGRATE-CONNECT-NO-DATABASE");
  EXPECT_EQ(FailureOf(Replaced(url, "sslmode=disable", "sslmode=require")), "MIGRATE-CONNECT-TLS");
  EXPECT_EQ(FailureOf("postgresql://u:" + server_->password() + "@/d?host=/nonexistent"),
            "MIGRATE-CONNECT-REFUSED");
}

TEST_F(ConnectionTest, ACertificateIsCheckedAsTheUrlSays) {
  const TestCertificate certificate("IP:127.0.0.1");
  const auto server =
      TestPostgres::Start({.settings = {"ssl=on", "ssl_cert_file=" + certificate.certificate_path(),
                                        "ssl_key_file=" + certificate.key_path()}});
  ASSERT_NE(server, nullptr);
  const auto with = [&](const std::string& mode) {
    return Replaced(server->Dsn(), "sslmode=disable", "sslmode=" + mode);
  };
  auto encrypted = Open(with("require"));
  ASSERT_TRUE(encrypted.ok()) << encrypted.status();
  const auto ssl =
      (*encrypted)->Query("select ssl from pg_stat_ssl where pid = pg_backend_pid()", {}, {});
  ASSERT_TRUE(ssl.ok());
  EXPECT_EQ(ssl->rows[0][0], "t");

  const std::string trusted = "verify-full&sslrootcert=" + certificate.certificate_path();
  EXPECT_EQ(FailureOf(with(trusted)), "");
  EXPECT_EQ(FailureOf(Replaced(with(trusted), "127.0.0.1", "localhost")), "MIGRATE-CONNECT-TLS")
      << "the certificate is for the address only";
  const TestCertificate other("IP:127.0.0.1");
  EXPECT_EQ(FailureOf(with("verify-full&sslrootcert=" + other.certificate_path())),
            "MIGRATE-CONNECT-TLS");
  EXPECT_EQ(FailureOf(with("verify-full&sslrootcert=/nonexistent")), "MIGRATE-CONNECT-TLS");
}

TEST_F(ConnectionTest, ALargeStatementIsSentAndALargeAnswerDropped) {
  auto connection = Open(server_->Dsn());
  ASSERT_TRUE(connection.ok());
  const std::string large = "select length('" + std::string(8 << 20, 'x') + "')";
  const auto rows = (*connection)->Query(large, {}, {});
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->rows[0][0], std::to_string(8 << 20));
  const auto dropped =
      (*connection)->Execute("select repeat('x', 1000) from generate_series(1, 20000)", {});
  ASSERT_TRUE(dropped.ok()) << dropped.status();
  EXPECT_EQ(*dropped, "SELECT 20000");
}

TEST_F(ConnectionTest, AFullServerIsNamed) {
  std::vector<std::unique_ptr<Connection>> open;
  while (open.size() < 20) {
    auto connection = Open(server_->Dsn());
    if (!connection.ok()) {
      EXPECT_EQ(DiagnosisOf(connection.status()).code(), "MIGRATE-CONNECT-TOO-MANY");
      EXPECT_EQ(DiagnosisOf(connection.status()).retry(), v1::RETRY_BACKOFF);
      return;
    }
    open.push_back(*std::move(connection));
  }
  FAIL() << "the server never refused";
}

TEST_F(ConnectionTest, AStopEndsAConnectThatGetsNoAnswer) {
  const LoopbackPort silent(true);
  std::stop_source stop;
  WaitLimits limits = {.stop = stop.get_token(), .tick_every = absl::Milliseconds(10)};
  limits.tick = [&] { stop.request_stop(); };
  const auto connection =
      Open(Concat("postgresql://u:p@127.0.0.1:", silent.number, "/d?sslmode=disable"), {}, limits);
  EXPECT_TRUE(absl::IsCancelled(connection.status())) << connection.status();
}

TEST_F(ConnectionTest, ADirectSessionKeepsItsBackend) {
  auto one = Open(server_->Dsn());
  auto other = Open(server_->Dsn());
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_TRUE(RequireOwnBackend(**one, **other, {}).ok());
  EXPECT_FALSE((*one)->in_transaction());
}

}  // namespace
}  // namespace release::postgres
