// Two processes and one database: who writes, who is told to wait, who is fenced off.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"
#include "tools/base/diagnosis.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/both_journals_testing.h"
#include "tools/coordinator/journal/journal_testing.h"
#include "tools/coordinator/journal/postgres_journal.h"
#include "tools/coordinator/lease/holder_file.h"
#include "tools/coordinator/lease/postgres_lease.h"

namespace release {
namespace {

using Lease = absl::StatusOr<std::unique_ptr<PostgresLease>>;

// Another process: fenced_writer.
class Writer {
 public:
  Writer(const std::string& database, const char* surfaces, int term_milliseconds)
      : process_(Start(database, surfaces, term_milliseconds)) {
    in_ = process_.TakeStdin();
    out_ = process_.TakeStdout();
  }

  Process& process() { return process_; }

  std::string Says() {
    std::string line;
    char byte = 0;
    while (read(out_.get(), &byte, 1) == 1 && byte != '\n') line.push_back(byte);
    return line;
  }

  std::string Append() {
    EXPECT_EQ(write(in_.get(), "\n", 1), 1);
    return Says();
  }

  void Pause() {
    process_.Signal(SIGSTOP);
    siginfo_t info = {};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(process_.pid()), &info, WSTOPPED | WNOWAIT), 0);
  }

  void Kill() {
    process_.Signal(SIGKILL);
    ASSERT_TRUE(process_.Wait().ok());
  }

  void End() {
    in_.Close();
    ASSERT_TRUE(process_.Wait().ok());
  }

 private:
  static Process Start(const std::string& database, const char* surfaces, int term) {
    Command command;
    command.argv = {getenv("FENCED_WRITER"), surfaces, std::to_string(term), "ada@desk", "a1"};
    command.env = {{"STATE_URL", StateDatabases::server().Dsn(database)}};
    command.in = Stdio::kPipe;
    command.out = Stdio::kPipe;
    absl::StatusOr<Process> process = Process::Start(command);
    EXPECT_TRUE(process.ok()) << process.status();
    return *std::move(process);
  }

  Process process_;
  FileDescriptor in_;
  FileDescriptor out_;
};

class FencingTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { StateDatabases::Start(); }
  static void TearDownTestSuite() { StateDatabases::Stop(); }
  void SetUp() override { database_ = StateDatabases::New(); }

  Lease Acquire(std::vector<std::string> surfaces, absl::Duration term = absl::Seconds(60),
                Clock& clock = SystemClock()) const {
    return PostgresLease::Acquire({.address = StateDatabases::AddressOf(database_),
                                   .environment = "production",
                                   .surfaces = std::move(surfaces),
                                   .by = "bob@laptop",
                                   .term = term},
                                  clock);
  }

  std::unique_ptr<Journal> Open(const PostgresLease& lease) const {
    auto journal =
        OpenPostgresJournal(StateDatabases::AddressOf(database_), {.fence = lease.fence()});
    EXPECT_TRUE(journal.ok()) << journal.status();
    return *std::move(journal);
  }

  std::string Value(const std::string& sql) const {
    return StateDatabases::server().Value(database_, sql);
  }

  // Returns when every lease has run out by the database's clock.
  void AwaitExpiry() const {
    Value(
        "SELECT pg_sleep(greatest(0, extract(epoch FROM max(expires) - clock_timestamp()))) "
        "FROM release.leases");
  }

  // Asks until the answer is `wanted`.
  void Await(const std::string& sql, const std::string& wanted) const {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    while (Value(sql) != wanted && absl::Now() < end) Value("SELECT pg_sleep(0.02)");
    EXPECT_EQ(Value(sql), wanted) << sql;
  }

  std::string database_;
};

TEST_F(FencingTest, SecondOneIsToldWhoHoldsItSinceWhenDoingWhat) {
  Writer ada(database_, "app,pages", 60000);
  ASSERT_EQ(ada.Says(), "held");
  const Lease second = Acquire({"app"});
  EXPECT_EQ(CodeOf(second), "LEASE-HELD");
  const std::string why = WhyOf(second.status());
  EXPECT_NE(why.find("ada@desk has held `app` for "), std::string::npos) << why;
  EXPECT_NE(why.find(Concat("pid ", ada.process().pid(), " on ", HostName())), std::string::npos)
      << why;
  EXPECT_NE(why.find("release a1, applying migrate"), std::string::npos) << why;
  ada.End();
  const Lease free = Acquire({"app"});
  ASSERT_TRUE(free.ok()) << free.status();
  EXPECT_TRUE((*free)->taken_over().empty());
}

TEST_F(FencingTest, SurfacesAreLeasedApartAndTogetherAllOrNone) {
  const Lease pages = Acquire({"pages"});
  ASSERT_TRUE(pages.ok()) << pages.status();
  Writer app(database_, "app", 60000);
  EXPECT_EQ(app.Says(), "held");
  EXPECT_EQ(app.Append(), "1");
  app.End();
  Writer both(database_, "pages,app", 60000);
  EXPECT_EQ(both.Says(), "LEASE-HELD");
  EXPECT_EQ(Value("SELECT coalesce(holder, 'nobody') FROM release.leases WHERE surface = 'app'"),
            "nobody");
  EXPECT_EQ(Value("SELECT token FROM release.leases WHERE surface = 'app'"), "1");
}

TEST_F(FencingTest, PausedHolderThatWasReplacedWritesNothingMore) {
  Writer ada(database_, "app", 1500);
  ASSERT_EQ(ada.Says(), "held");
  ASSERT_EQ(ada.Append(), "1");
  ada.Pause();
  const Lease early = Acquire({"app"});
  EXPECT_EQ(CodeOf(early), "LEASE-HELD");
  EXPECT_NE(WhyOf(early.status()).find("that process is paused"), std::string::npos);
  AwaitExpiry();
  const Lease bob = Acquire({"app"});
  ASSERT_TRUE(bob.ok()) << bob.status();
  ASSERT_EQ((*bob)->taken_over().size(), 1u);
  EXPECT_NE((*bob)->taken_over()[0].find("ada@desk: it gave no sign of life"), std::string::npos);
  const auto journal = Open(**bob);
  EXPECT_EQ(*journal->Append(Resumed("a1")), 2u);

  ada.process().Signal(SIGCONT);
  EXPECT_EQ(ada.Append(), "LEASE-LOST");
  EXPECT_EQ(ada.Append(), "LEASE-LOST");  // for ever
  EXPECT_EQ(*journal->Append(StepStarted("a1")), 3u);
  ada.End();
  EXPECT_EQ(Value("SELECT holder FROM release.leases"), "bob@laptop");  // not freed by the other
  EXPECT_EQ(Value("SELECT count(*) FROM release.records"), "3");
}

TEST_F(FencingTest, PausedHolderThatNobodyReplacedGoesOn) {
  Writer ada(database_, "app", 500);
  ASSERT_EQ(ada.Says(), "held");
  ada.Pause();
  AwaitExpiry();
  ada.process().Signal(SIGCONT);
  EXPECT_EQ(ada.Append(), "1");
  ada.End();
}

TEST_F(FencingTest, KilledHolderOfThisMachineIsReplacedAtOnce) {
  Writer ada(database_, "app,pages", 600000);
  ASSERT_EQ(ada.Says(), "held");
  ada.Kill();
  const Lease bob = Acquire({"pages", "app"});
  ASSERT_TRUE(bob.ok()) << bob.status();
  ASSERT_EQ((*bob)->taken_over().size(), 2u);
  EXPECT_NE((*bob)->taken_over()[0].find("on this machine has ended"), std::string::npos);
  EXPECT_EQ((*bob)->fence().tokens, (std::map<std::string, uint64_t>{{"app", 2}, {"pages", 2}}));
}

TEST_F(FencingTest, HolderOnAnotherMachineIsReplacedOnlyWhenItsLeaseRunsOut) {
  Writer ada(database_, "app", 600000);
  ASSERT_EQ(ada.Says(), "held");
  ada.Kill();
  // As if it had been elsewhere: nothing can be proven about it.
  ASSERT_EQ(StateDatabases::server().Execute(
                database_, "UPDATE release.leases SET boot_id = 'elsewhere', host = 'ci-7'"),
            "");
  EXPECT_EQ(CodeOf(Acquire({"app"})), "LEASE-HELD");
  ASSERT_EQ(StateDatabases::server().Execute(
                database_, "UPDATE release.leases SET expires = clock_timestamp()"),
            "");
  EXPECT_TRUE(Acquire({"app"}).ok());
}

TEST_F(FencingTest, KilledAtEveryAppendTheNextOneGoesOnBehindIt) {
  uint64_t acknowledged = 0;
  for (int round = 0; round < 6; ++round) {
    Writer writer(database_, "app", 600000);
    ASSERT_EQ(writer.Says(), "held");
    for (int i = 0; i <= round % 3; ++i) {
      const std::string sequence = writer.Append();
      EXPECT_EQ(sequence, std::to_string(acknowledged + 1));
      ++acknowledged;
    }
    writer.Kill();
  }
  const Lease bob = Acquire({"app"});
  ASSERT_TRUE(bob.ok()) << bob.status();
  EXPECT_EQ((*bob)->fence().tokens.at("app"), 7u);
  EXPECT_EQ(Open(**bob)->EventsOf("a1", 1)->size(), acknowledged);  // opening checks the chain
}

TEST_F(FencingTest, GenerationsAreGivenToTheHolderOnly) {
  auto lease = Acquire({"app"});
  ASSERT_TRUE(lease.ok()) << lease.status();
  const auto journal = Open(**lease);
  EXPECT_EQ(*journal->AllocateGeneration("production", 9), 9u);
  ASSERT_EQ(
      StateDatabases::server().Execute(database_, "UPDATE release.leases SET token = token + 1"),
      "");
  EXPECT_EQ(CodeOf(journal->AllocateGeneration("production", 0)), "LEASE-LOST");
  EXPECT_EQ(Value("SELECT newest FROM release.generations"), "9");
}

TEST_F(FencingTest, LeaseIsRenewedByOurMonotonicClockWhateverTheWallClockDoes) {
  FakeClock clock(FakeClock::Sleep::kWait);
  const Lease lease = Acquire({"app"}, absl::Seconds(60), clock);
  ASSERT_TRUE(lease.ok()) << lease.status();
  clock.AwaitSleepers(1);
  clock.JumpWallClock(absl::Hours(24));
  clock.JumpWallClock(-absl::Hours(48));
  ASSERT_EQ(StateDatabases::server().Execute(
                database_, "CREATE TABLE before AS SELECT heartbeat FROM release.leases"),
            "");
  clock.Advance(absl::Seconds(15));
  Await("SELECT l.heartbeat > b.heartbeat FROM release.leases l, before b", "t");
  EXPECT_EQ(Value("SELECT expires - heartbeat BETWEEN interval '59s' AND interval '61s' "
                  "FROM release.leases"),
            "t");
}

TEST_F(FencingTest, HolderIsCalledWhenAnotherOneHasTheLease) {
  FakeClock clock(FakeClock::Sleep::kWait);
  const Lease lease = Acquire({"app"}, absl::Seconds(60), clock);
  ASSERT_TRUE(lease.ok()) << lease.status();
  std::promise<std::string> lost;
  (*lease)->OnLost([&lost](const absl::Status& why) { lost.set_value(CodeOf(why)); });
  ASSERT_EQ(StateDatabases::server().Execute(
                database_, "UPDATE release.leases SET token = token + 1, holder = 'eve@ci'"),
            "");
  clock.AwaitSleepers(1);
  clock.Advance(absl::Seconds(15));
  EXPECT_EQ(lost.get_future().get(), "LEASE-LOST");
  const absl::Status told = (*lease)->Describe("a1", "planning");
  EXPECT_EQ(CodeOf(told), "LEASE-LOST");
  EXPECT_NE(WhyOf(told).find("eve@ci took over `app`"), std::string::npos) << WhyOf(told);
}

TEST_F(FencingTest, HolderIsCalledWhenTheDatabaseIsGoneForTheTerm) {
  const auto own = TestPostgres::Start();
  ASSERT_NE(own, nullptr);
  auto address = postgres_state::ParseAddress("STATE_URL", Secret::Of(own->Dsn()));
  ASSERT_TRUE(address.ok());
  const Lease lease = PostgresLease::Acquire({.address = *std::move(address),
                                              .environment = "production",
                                              .surfaces = {"app"},
                                              .by = "bob@laptop",
                                              .term = absl::Milliseconds(800)});
  ASSERT_TRUE(lease.ok()) << lease.status();
  std::promise<std::string> lost;
  (*lease)->OnLost([&lost](const absl::Status& why) { lost.set_value(CodeOf(why)); });
  own->Stop();
  EXPECT_EQ(lost.get_future().get().rfind("STATE-CONNECT", 0), 0u);
}

}  // namespace
}  // namespace release
