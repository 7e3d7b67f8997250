// A release whose journal and lease are in a database: two machines, one of them lost or replaced.
#include <csignal>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "tests/e2e/release_fixture.h"
#include "tests/support/postgres.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class SharedStateTest : public ReleaseFixture {
 protected:
  void SetUp() override {
    server_ = TestPostgres::Start();
    ASSERT_NE(server_, nullptr);
    WriteEnvironments(
        "[test]\nallow_local = true\n[test.secrets]\nSTATE_URL = \"env:STATE_URL\"\n");
    environment_["STATE_URL"] = server_->Dsn();
    state_ = "postgres:STATE_URL";
    AddChaos("first");
    AddChaos("second", {{"act", "wait_for_go"}, {"waiting", Path("waiting")}}, {"first"});
    AddChaos("third", {}, {"second"});
  }

  // A release whose second step waits for a word in APPLY.
  absl::StatusOr<Process> StartWaiting() {
    Arm("second");
    return Start({}, Path("waiting"));
  }

  // From here on we are another machine, as far as files tell.
  void MoveToAnotherMachine() { environment_["HOME"] = Path("other-home"); }

  std::string Sql(const std::string& sql) const { return server_->Value("postgres", sql); }

  std::unique_ptr<TestPostgres> server_;
};

TEST_F(SharedStateTest, AnotherMachineGoesOnWhereTheFirstWasLost) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_THAT(*ReadFile("/proc/" + std::to_string(process->pid()) + "/cmdline", 1 << 16),
              Not(HasSubstr(server_->password())));
  process->Signal(SIGKILL);
  ASSERT_TRUE(process->Wait()->signalled);
  MoveToAnotherMachine();
  const Ended again = Run();
  EXPECT_EQ(again.code(), 0) << again.all();
  EXPECT_THAT(again.err, HasSubstr("the lease was taken over from another run"));
  EXPECT_THAT(again.err, HasSubstr("was started and its result is not known; looking first"));
  for (const char* step : {"first", "second", "third"}) EXPECT_EQ(TimesApplied(step), 1U) << step;
  EXPECT_THAT(EverythingOnDisk(), Not(HasSubstr(server_->password())));
  EXPECT_EQ(Sql("SELECT count(*) FROM release.leases WHERE holder IS NOT NULL"), "0");

  const Ended next = Run();
  EXPECT_EQ(next.code(), 0) << next.all();
  EXPECT_EQ(Sql("SELECT newest FROM release.generations"), "2");
}

TEST_F(SharedStateTest, ASecondReleaseIsToldWhoHoldsTheLease) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  MoveToAnotherMachine();
  const Ended second = Run();
  EXPECT_EQ(second.code(), 6) << second.all();
  EXPECT_THAT(second.err, HasSubstr("error[LEASE-HELD]"));
  EXPECT_THAT(second.err, HasSubstr("step second"));
  process->Signal(SIGINT);
  EXPECT_EQ(process->Wait()->code_or_signal, 5) << StartedOutput();
}

TEST_F(SharedStateTest, WhoeverWasReplacedStopsBeforeTheNextEffect) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  ASSERT_EQ(server_->Execute("postgres",
                             "UPDATE release.leases SET token = token + 1, holder = 'eve@ci'"),
            "");
  const std::string records = Sql("SELECT count(*) FROM release.records");
  Touch(Path("waiting.go"));
  EXPECT_EQ(process->Wait()->code_or_signal, 6) << StartedOutput();
  EXPECT_THAT(StartedOutput(), HasSubstr("LEASE-LOST"));
  EXPECT_THAT(StartedOutput(), HasSubstr("eve@ci took over"));
  EXPECT_EQ(TimesApplied("third"), 0U);
  EXPECT_EQ(Sql("SELECT count(*) FROM release.records"), records);
}

TEST_F(SharedStateTest, ALostDatabaseStopsTheReleaseAndTheSameCommandFinishesIt) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  server_->Stop();
  Touch(Path("waiting.go"));
  EXPECT_EQ(process->Wait()->code_or_signal, 5) << StartedOutput();
  EXPECT_THAT(StartedOutput(), HasSubstr("STATE-CONNECT-REFUSED"));
  EXPECT_EQ(TimesApplied("third"), 0U);
  ASSERT_EQ(server_->Restart(), "");
  const Ended again = Run();
  EXPECT_EQ(again.code(), 0) << again.all();
  for (const char* step : {"first", "second", "third"}) EXPECT_EQ(TimesApplied(step), 1U) << step;
}

TEST_F(SharedStateTest, APlanMakesNothingInTheDatabase) {
  const Ended plan = Run({"--plan"});
  EXPECT_EQ(plan.code(), 0) << plan.all();
  EXPECT_EQ(Sql("SELECT to_regnamespace('release')"), "");
}

TEST_F(SharedStateTest, WithoutTheUrlEverythingThatIsMissingIsToldAndNothingDone) {
  environment_.erase("STATE_URL");
  const Ended end = Run();
  EXPECT_EQ(end.code(), 3) << end.all();
  EXPECT_THAT(end.err, HasSubstr("error[SECRET-NOT-SET]"));
  EXPECT_THAT(end.err, HasSubstr("Nothing was changed."));
  EXPECT_EQ(TimesApplied("first"), 0U);
}

TEST_F(SharedStateTest, AnUnreachableDatabaseIsARefusalWithACure) {
  server_->Stop();
  const Ended end = Run();
  EXPECT_EQ(end.code(), 3) << end.all();
  EXPECT_THAT(end.err, HasSubstr("error[STATE-CONNECT-REFUSED]"));
  EXPECT_THAT(end.err, HasSubstr("fix: "));
}

TEST_F(SharedStateTest, StatusReadsTheDatabaseFromAnywhere) {
  ASSERT_EQ(Run().code(), 0);
  MoveToAnotherMachine();
  Command command;
  command.env = environment_;
  command.argv = {Runfile("tools/cli/release"), "status", "--state=postgres:STATE_URL"};
  const absl::StatusOr<RunResult> status = release::Run(command, absl::Minutes(1), 1 << 20);
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_THAT(status->out, HasSubstr("third: done"));
}

}  // namespace
}  // namespace release::e2e
