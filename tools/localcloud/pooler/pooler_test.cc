// The real pgbouncer before a real PostgreSQL.
#include "tools/localcloud/pooler/pooler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <thread>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/pooler/testing/pooler_place.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;
using testing::Not;

class PoolerTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(place_.server(), nullptr); }

  static std::string Named(const std::string& role) {
    return Concat(role, ".", PoolerPlace::kProject);
  }
  std::string Owner() { return place_.Url(Named("postgres"), place_.server()->password()); }

  PoolerPlace place_;
};

TEST_F(PoolerTest, EveryRoleLogsInByItsOwnPasswordUnderSupabasesNames) {
  ASSERT_EQ(place_.Start(PoolMode::kSession), absl::OkStatus());
  EXPECT_EQ(PoolerClient(Owner()).Ask("select session_user"), "postgres");
  EXPECT_EQ(
      PoolerClient(place_.Url("postgres", place_.server()->password())).Ask("select session_user"),
      "postgres");
  EXPECT_EQ(PoolerClient(place_.Url(Named("app"), "app-password")).Ask("select current_user"),
            "app");
  EXPECT_EQ(PoolerClient(place_.Url(Named("app"), "app-password", "postgres"))
                .Ask("select current_database()"),
            "postgres");
}

TEST_F(PoolerTest, WrongPasswordUnknownProjectAndUnknownRoleAreRefused) {
  ASSERT_EQ(place_.Start(PoolMode::kTransaction), absl::OkStatus());
  EXPECT_THAT(PoolerClient(place_.Url(Named("app"), "wrong")).Problem(),
              HasSubstr("SASL authentication failed"));
  EXPECT_THAT(PoolerClient(place_.Url("app.another", "app-password")).Problem(),
              HasSubstr("no such user"));
  EXPECT_THAT(PoolerClient(place_.Url(Named("nobody"), "app-password")).Problem(),
              HasSubstr("no such user"));
  // The pooler's own role has a password that nobody knows, and no other name.
  EXPECT_THAT(PoolerClient(place_.Url(Named("pgbouncer"), "x")).Problem(),
              HasSubstr("no such user"));
  EXPECT_EQ(PoolerClient(Owner()).Ask("select 1"), "1");
}

TEST_F(PoolerTest, ANewPasswordCountsAtTheNextLogin) {
  ASSERT_EQ(place_.Start(PoolMode::kSession), absl::OkStatus());
  const std::string before = place_.Url(Named("app"), "app-password");
  ASSERT_EQ(PoolerClient(before).Problem(), "");
  ASSERT_EQ(place_.server()->Execute("spectral", "alter role app password 'changed'"), "");
  EXPECT_THAT(PoolerClient(before).Problem(), HasSubstr("SASL authentication failed"));
  EXPECT_EQ(PoolerClient(place_.Url(Named("app"), "changed")).Ask("select 1"), "1");
}

TEST_F(PoolerTest, ASessionKeepsItsSettingsAndTheNextOneStartsClean) {
  ASSERT_EQ(place_.Start(PoolMode::kSession, /*pool_size=*/1), absl::OkStatus());
  std::string backend;
  {
    PoolerClient first(Owner());
    backend = first.Ask("select pg_backend_pid()");
    EXPECT_EQ(first.Ask("set lock_timeout = '7s'"), "");
    EXPECT_EQ(first.Ask("prepare mine as select 1"), "");
    EXPECT_EQ(first.Ask("show lock_timeout"), "7s");
    EXPECT_EQ(first.Ask("execute mine"), "1");
  }
  PoolerClient second(Owner());
  EXPECT_EQ(second.Ask("show lock_timeout"), "0");
  EXPECT_THAT(second.Ask("execute mine"), HasSubstr("does not exist"));
}

TEST_F(PoolerTest, ThroughTheTransactionPoolerSettingsLeakToOtherClients) {
  ASSERT_EQ(place_.Start(PoolMode::kTransaction, /*pool_size=*/1), absl::OkStatus());
  PoolerClient first(Owner());
  PoolerClient second(Owner());
  EXPECT_EQ(first.Ask("set lock_timeout = '7s'"), "");
  EXPECT_EQ(first.Ask("prepare mine as select 1"), "");
  EXPECT_EQ(second.Ask("show lock_timeout"), "7s");
  EXPECT_EQ(second.Ask("execute mine"), "1");
}

TEST_F(PoolerTest, ThroughTheTransactionPoolerASessionHasSeveralBackends) {
  ASSERT_EQ(place_.Start(PoolMode::kTransaction, /*pool_size=*/2), absl::OkStatus());
  PoolerClient first(Owner());
  PoolerClient second(Owner());
  const std::string backend = first.Ask("select pg_backend_pid()");
  EXPECT_EQ(first.Ask("prepare mine as select 1"), "");
  // The other client takes that backend and keeps it.
  EXPECT_EQ(second.Ask("begin"), "");
  EXPECT_EQ(second.Ask("select pg_backend_pid()"), backend);
  EXPECT_NE(first.Ask("select pg_backend_pid()"), backend);
  EXPECT_THAT(first.Ask("execute mine"), HasSubstr("does not exist"));
}

TEST_F(PoolerTest, OneClientTooManyIsRefusedAtOnce) {
  ASSERT_EQ(place_.Start(PoolMode::kSession, /*pool_size=*/2), absl::OkStatus());
  {
    PoolerClient first(Owner()), second(Owner());
    ASSERT_EQ(first.Problem() + second.Problem(), "");
    EXPECT_THAT(PoolerClient(Owner()).Problem(), HasSubstr("no more connections allowed"));
  }
  ASSERT_EQ(place_.Start(PoolMode::kTransaction, /*pool_size=*/1, /*max_clients=*/3),
            absl::OkStatus());
  PoolerClient first(Owner()), second(Owner()), third(Owner());
  EXPECT_EQ(third.Ask("select 1"), "1");
  EXPECT_THAT(PoolerClient(Owner()).Problem(), HasSubstr("no more connections allowed"));
}

TEST_F(PoolerTest, StartupParametersThatAPoolerCannotKeepArePassedOver) {
  ASSERT_EQ(place_.Start(PoolMode::kSession), absl::OkStatus());
  PoolerClient client(Owner() + "&options=-c%20lock_timeout%3D3s");
  EXPECT_EQ(client.Problem(), "");
  EXPECT_EQ(client.Ask("show lock_timeout"), "0");
}

TEST_F(PoolerTest, ItOutlivesARestartOfPostgres) {
  ASSERT_EQ(place_.Start(PoolMode::kTransaction), absl::OkStatus());
  PoolerClient client(Owner());
  ASSERT_EQ(client.Ask("select 1"), "1");
  place_.server()->Stop();
  ASSERT_EQ(place_.server()->Restart(), "");
  EXPECT_EQ(PoolerClient(Owner()).Ask("select 2"), "2");
}

TEST_F(PoolerTest, ATakenPortIsToldAsSuch) {
  ASSERT_EQ(place_.Start(PoolMode::kSession), absl::OkStatus());
  const absl::StatusOr<Pooler> other = Pooler::Start(
      place_.SettingsOf(PoolMode::kTransaction, 1, 1), place_.role_password(), place_.signals());
  EXPECT_TRUE(absl::IsAlreadyExists(other.status())) << other.status();
  EXPECT_EQ(DiagnosisOf(other.status()).code(), "CLOUD-PORT-TAKEN");
}

TEST_F(PoolerTest, WhatCannotWorkIsRefusedWithItsReason) {
  Pooler::Settings settings = place_.SettingsOf(PoolMode::kSession, 1, 1);
  settings.config.project_ref = "a' or true --";
  EXPECT_EQ(DiagnosisOf(Pooler::Start(settings, Secret(), place_.signals()).status()).code(),
            "CLOUD-POOLER-PROJECT");
  settings = place_.SettingsOf(PoolMode::kSession, 1, 1);
  settings.program = "/nowhere/pgbouncer";
  EXPECT_EQ(DiagnosisOf(Pooler::Start(settings, Secret(), place_.signals()).status()).code(),
            "CLOUD-POOLER-MISSING");
}

TEST_F(PoolerTest, NoPasswordLiesInItsDirectory) {
  ASSERT_EQ(place_.Start(PoolMode::kSession), absl::OkStatus());
  ASSERT_EQ(PoolerClient(Owner()).Problem(), "");
  for (const char* name : {"/pooler-session.ini", "/pooler.log"}) {
    const absl::StatusOr<std::string> text = ReadFile(place_.directory() + name, 1 << 20);
    ASSERT_TRUE(text.ok());
    EXPECT_THAT(*text, Not(HasSubstr(place_.server()->password())));
    EXPECT_THAT(*text, Not(HasSubstr(std::string(place_.role_password().Reveal()))));
  }
}

TEST_F(PoolerTest, ItDiesWithTheThreadThatStartedIt) {
  std::vector<Pooler> started;
  std::thread([&] {
    absl::StatusOr<Pooler> pooler = Pooler::Start(place_.SettingsOf(PoolMode::kSession, 1, 1),
                                                  place_.role_password(), place_.signals());
    if (pooler.ok()) started.push_back(*std::move(pooler));
  }).join();
  ASSERT_EQ(started.size(), 1u);
  pollfd ended{started[0].process().pidfd(), POLLIN, 0};
  ASSERT_EQ(poll(&ended, 1, 10'000), 1);
  const std::optional<Exit> exit = started[0].Ended();
  ASSERT_TRUE(exit.has_value());
  EXPECT_TRUE(exit->signalled);
}

TEST_F(PoolerTest, StoppingCutsItsClientsOff) {
  ASSERT_EQ(place_.Start(PoolMode::kSession), absl::OkStatus());
  PoolerClient client(Owner());
  ASSERT_EQ(client.Problem(), "");
  place_.pooler()->Stop();
  EXPECT_TRUE(place_.pooler()->Ended().has_value());
  EXPECT_NE(client.Ask("select 1"), "1");
}

}  // namespace
}  // namespace release::cloud
