#include "tests/support/postgres.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "gtest/gtest.h"

namespace release {
namespace {

bool Connects(const std::string& dsn) {
  PGconn* connection = PQconnectdb(dsn.c_str());
  const bool connected = PQstatus(connection) == CONNECTION_OK;
  PQfinish(connection);
  return connected;
}

TEST(TestPostgresTest, AnswersOverTcpAndSocketOnlyWithThePassword) {
  auto postgres = TestPostgres::Start();
  ASSERT_NE(postgres, nullptr);
  EXPECT_TRUE(Connects(postgres->Dsn()));
  EXPECT_TRUE(Connects(postgres->SocketDsn()));
  std::string wrong = postgres->Dsn();
  wrong.replace(wrong.find(postgres->password()), postgres->password().size(), "wrong");
  EXPECT_FALSE(Connects(wrong));
  EXPECT_EQ(postgres->Value("postgres", "show server_encoding"), "UTF8");
}

TEST(TestPostgresTest, PreludeRunsInTheNewDatabase) {
  auto postgres = TestPostgres::Start();
  ASSERT_NE(postgres, nullptr);
  ASSERT_EQ(postgres->CreateDatabase("app", "create table t (i int); insert into t values (7);"),
            "");
  EXPECT_EQ(postgres->Value("app", "select i from t"), "7");
  EXPECT_NE(postgres->CreateDatabase("other", "create nonsense"), "");
  EXPECT_NE(postgres->Value("app", "select nonsense").find("ERROR"), std::string::npos);
}

TEST(TestPostgresTest, CommittedRowsSurviveEveryKindOfStop) {
  auto postgres = TestPostgres::Start();
  ASSERT_NE(postgres, nullptr);
  ASSERT_EQ(postgres->Execute("postgres", "create table t (i int)"), "");
  using Mode = TestPostgres::StopMode;
  int rows = 0;
  for (const Mode mode : {Mode::kFast, Mode::kImmediate, Mode::kKill}) {
    ASSERT_EQ(postgres->Execute("postgres", "insert into t values (1)"), "");
    ++rows;
    postgres->Stop(mode);
    EXPECT_FALSE(postgres->running());
    EXPECT_FALSE(Connects(postgres->Dsn()));
    ASSERT_EQ(postgres->Restart(), "");
    EXPECT_EQ(postgres->Value("postgres", "select count(*) from t"), std::to_string(rows));
  }
}

TEST(TestPostgresTest, TwoClustersDoNotMeet) {
  auto first = TestPostgres::Start();
  auto second = TestPostgres::Start();
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_NE(first->port(), second->port());
  EXPECT_NE(first->password(), second->password());
  ASSERT_EQ(first->CreateDatabase("only_here"), "");
  EXPECT_EQ(second->Value("postgres", "select 1 from pg_database where datname = 'only_here'"), "");
}

TEST(TestPostgresTest, LeavesNothingBehind) {
  std::string directory, dsn;
  {
    auto postgres = TestPostgres::Start();
    ASSERT_NE(postgres, nullptr);
    directory = postgres->directory();
    dsn = postgres->Dsn();
    EXPECT_TRUE(std::filesystem::exists(directory));
  }
  EXPECT_FALSE(std::filesystem::exists(directory));
  EXPECT_FALSE(Connects(dsn));
}

TEST(TestPostgresTest, TheServerEndsWithAKilledTest) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto postgres = TestPostgres::Start();
    const std::string line = postgres ? postgres->directory() + "\n" + postgres->Dsn() : "";
    if (write(pipe_ends[1], line.data(), line.size()) < 0) _exit(1);
    close(pipe_ends[1]);
    pause();
  }
  close(pipe_ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t n; (n = read(pipe_ends[0], buffer, sizeof(buffer))) > 0;) text.append(buffer, n);
  close(pipe_ends[0]);
  ASSERT_NE(text, "");
  const std::string directory = text.substr(0, text.find('\n'));
  const std::string dsn = text.substr(text.find('\n') + 1);
  ASSERT_TRUE(Connects(dsn));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  // The server shuts down on its own; its pid file goes last.
  for (int i = 0; i < 2000 && std::filesystem::exists(directory + "/data/postmaster.pid"); ++i) {
    usleep(5000);
  }
  EXPECT_FALSE(Connects(dsn));
  EXPECT_FALSE(std::filesystem::exists(directory + "/data/postmaster.pid"));
  std::filesystem::remove_all(directory);
}

TEST(TestPostgresTest, AMissingServerProgramIsExplained) {
  TestPostgres::Options options;
  options.bin_dir = "/nonexistent";
  testing::internal::CaptureStderr();
  EXPECT_EQ(TestPostgres::Start(options), nullptr);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("/nonexistent/initdb: No such file"), std::string::npos) << text;
}

}  // namespace
}  // namespace release
