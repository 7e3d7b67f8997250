// Who gets the lease, and what the second one is told.
#include "tools/coordinator/lease/lease.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release {
namespace {

std::string CodeOf(const absl::StatusOr<Lease>& lease) {
  const std::optional<v1::Diagnosis> diagnosis = DiagnosisIn(lease.status());
  return diagnosis.has_value() ? diagnosis->code() : std::string();
}

bool Tells(const absl::StatusOr<Lease>& lease, std::string_view words) {
  const std::string why = DiagnosisOf(lease.status()).why();
  EXPECT_NE(why.find(words), std::string::npos) << why;
  return why.find(words) != std::string::npos;
}

// Another process with a lease, or without.
class Holder {
 public:
  Holder(const std::string& directory, const std::string& by) : process_(Start(directory, by)) {
    in_ = process_.TakeStdin();
    out_ = process_.TakeStdout();
  }

  Process& process() { return process_; }

  // The line that it prints once it has tried.
  std::string Says() {
    std::string line;
    char byte = 0;
    while (read(out_.get(), &byte, 1) == 1 && byte != '\n') line.push_back(byte);
    return line;
  }

  void LetGo() {
    in_.Close();
    EXPECT_TRUE(process_.Wait().ok());
  }

 private:
  static Process Start(const std::string& directory, const std::string& by) {
    Command command;
    command.argv = {getenv("LEASE_HOLDER"), directory, by};
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

class LeaseTest : public testing::Test {
 protected:
  LeaseTest() : directory_(*TempDirectory::Create()), path_(directory_.path()) {}

  TempDirectory directory_;
  const std::string path_;
};

TEST_F(LeaseTest, SecondOneIsToldWhoHoldsItSinceWhenDoingWhat) {
  Holder holder(path_, "ada@desk");
  ASSERT_EQ(holder.Says(), "held");
  const auto second = Lease::Acquire(path_, "bob@desk");
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf(second), "LEASE-HELD");
  EXPECT_TRUE(Tells(second, "ada@desk has held it for "));
  EXPECT_TRUE(Tells(second, Concat("pid ", holder.process().pid(), " on ", HostName())));
  EXPECT_TRUE(Tells(second, "release 4f1c, applying migrate"));
  holder.LetGo();
  EXPECT_TRUE(Lease::Acquire(path_, "bob@desk").ok());
}

TEST_F(LeaseTest, AgeIsToldInWords) {
  FakeClock clock;
  const auto first = Lease::Acquire(path_, "ada@desk", clock);
  ASSERT_TRUE(first.ok()) << first.status();
  clock.Advance(absl::Minutes(12) + absl::Seconds(5));
  EXPECT_TRUE(Tells(Lease::Acquire(path_, "bob@desk", clock), "for 12 minutes"));
}

TEST_F(LeaseTest, KilledHolderHoldsNothingAndIsNotNamed) {
  Holder holder(path_, "ada@desk");
  ASSERT_EQ(holder.Says(), "held");
  holder.process().Signal(SIGKILL);
  ASSERT_TRUE(holder.process().Wait().ok());
  EXPECT_EQ(access((path_ + "/holder.json").c_str(), F_OK), 0);  // its words are still there
  EXPECT_FALSE(HolderOf(path_)->has_value());
  EXPECT_TRUE(Lease::Acquire(path_, "bob@desk").ok());
}

TEST_F(LeaseTest, PausedHolderKeepsItAndIsSaidToBePaused) {
  Holder holder(path_, "ada@desk");
  ASSERT_EQ(holder.Says(), "held");
  holder.process().Signal(SIGSTOP);
  siginfo_t info = {};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(holder.process().pid()), &info, WSTOPPED | WNOWAIT), 0);
  const auto second = Lease::Acquire(path_, "bob@desk");
  EXPECT_EQ(CodeOf(second), "LEASE-HELD");
  EXPECT_TRUE(Tells(second, "that process is paused"));
  EXPECT_NE(DiagnosisOf(second.status()).fix().find("kill -CONT"), std::string::npos);
  holder.process().Signal(SIGCONT);
  holder.LetGo();
}

TEST_F(LeaseTest, SecondProcessIsRefusedToo) {
  const auto mine = Lease::Acquire(path_, "ada@desk");
  ASSERT_TRUE(mine.ok());
  Holder holder(path_, "bob@desk");
  EXPECT_EQ(holder.Says(), "LEASE-HELD");
  EXPECT_EQ((*HolderOf(path_))->by, "ada@desk");
}

TEST_F(LeaseTest, WordsOfADeadHolderAreNotThoseOfTheNext) {
  // Somebody holds the lock and has not written his name; the words are of one who died.
  std::string stale;
  {
    Holder holder(path_, "ada@desk");
    ASSERT_EQ(holder.Says(), "held");
    stale = *ReadFile(path_ + "/holder.json", 4096);
    holder.LetGo();
  }
  const auto mine = Lease::Acquire(path_, "bob@desk");
  ASSERT_TRUE(mine.ok());
  ASSERT_TRUE(WriteFileAtomically(path_ + "/holder.json", stale).ok());
  const auto second = Lease::Acquire(path_, "eve@desk");
  EXPECT_EQ(CodeOf(second), "LEASE-HELD");
  EXPECT_TRUE(Tells(second, "has not said who it is"));
}

TEST_F(LeaseTest, ReusedProcessNumberIsNotTheHolder) {
  const auto mine = Lease::Acquire(path_, "ada@desk");
  ASSERT_TRUE(mine.ok());
  std::string text = *ReadFile(path_ + "/holder.json", 4096);
  const size_t start = text.find("\"start\": ") + 9;
  text.replace(start, 1, text[start] == '1' ? "2" : "1");
  ASSERT_TRUE(WriteFileAtomically(path_ + "/holder.json", text).ok());
  EXPECT_FALSE(HolderOf(path_)->has_value());
}

TEST_F(LeaseTest, NonsenseInTheHolderFileIsNobody) {
  for (const char* text : {"", "{", "[]", "{\"pid\": \"x\"}", "{\"since\": \"yesterday\"}"}) {
    ASSERT_TRUE(WriteFileAtomically(path_ + "/holder.json", text).ok());
    EXPECT_FALSE(HolderOf(path_)->has_value()) << text;
    EXPECT_TRUE(Lease::Acquire(path_, "ada@desk").ok()) << text;
  }
}

TEST_F(LeaseTest, ChildrenDoNotHoldIt) {
  auto mine = Lease::Acquire(path_, "ada@desk");
  ASSERT_TRUE(mine.ok());
  Command command;
  command.argv = {"/bin/cat"};
  command.in = Stdio::kPipe;
  command.out = Stdio::kNull;
  auto child = Process::Start(command);
  ASSERT_TRUE(child.ok());
  mine = absl::CancelledError();  // gives the lease up while the child lives
  EXPECT_TRUE(Lease::Acquire(path_, "bob@desk").ok());
  EXPECT_FALSE(child->WaitFor(absl::ZeroDuration()).has_value());
}

TEST_F(LeaseTest, DeletedLockFileIsNoSecondLease) {
  Holder holder(path_, "ada@desk");
  ASSERT_EQ(holder.Says(), "held");
  ASSERT_EQ(unlink((path_ + "/lease.lock").c_str()), 0);
  const auto second = Lease::Acquire(path_, "bob@desk");
  EXPECT_EQ(CodeOf(second), "LEASE-HELD");
  EXPECT_TRUE(Tells(second, "ada@desk has held it for "));
  holder.LetGo();
  EXPECT_TRUE(Lease::Acquire(path_, "bob@desk").ok());
}

TEST_F(LeaseTest, LockFileStaysWhenTheLeaseIsFreed) {
  ASSERT_TRUE(Lease::Acquire(path_, "ada@desk").ok());
  EXPECT_EQ(access((path_ + "/lease.lock").c_str(), F_OK), 0);
  EXPECT_NE(access((path_ + "/holder.json").c_str(), F_OK), 0);
}

TEST_F(LeaseTest, MovedLeaseIsHeldOnce) {
  auto first = Lease::Acquire(path_, "ada@desk");
  ASSERT_TRUE(first.ok());
  std::optional<Lease> moved(*std::move(first));
  EXPECT_EQ(CodeOf(Lease::Acquire(path_, "bob@desk")), "LEASE-HELD");
  EXPECT_TRUE(moved->Describe("77aa", "verifying").ok());
  EXPECT_EQ((*HolderOf(path_))->doing, "verifying");
  moved.reset();
  EXPECT_FALSE(HolderOf(path_)->has_value());
  EXPECT_TRUE(Lease::Acquire(path_, "bob@desk").ok());
}

TEST_F(LeaseTest, MissingDirectoryIsToldInTheSystemsWords) {
  const auto lease = Lease::Acquire(path_ + "/none", "ada@desk");
  EXPECT_EQ(CodeOf(lease), "LEASE-LOCK");
  EXPECT_TRUE(Tells(lease, "No such file or directory"));
}

}  // namespace
}  // namespace release
