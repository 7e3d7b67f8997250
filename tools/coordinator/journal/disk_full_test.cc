// A journal on a disk of one mebibyte. The disk is real: a tmpfs, mounted where only this process
// sees it.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

bool WriteAll(const char* path, const std::string& text) {
  const FileDescriptor file(open(path, O_WRONLY | O_CLOEXEC));
  return write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Makes this process the root of a user namespace in which it may mount.
bool BecomeMounter() {
  static const bool done = [] {
    const std::string uid = Concat("0 ", getuid(), " 1");
    const std::string gid = Concat("0 ", getgid(), " 1");
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && WriteAll("/proc/self/setgroups", "deny") &&
           WriteAll("/proc/self/uid_map", uid) && WriteAll("/proc/self/gid_map", gid);
  }();
  return done;
}

class DiskFullTest : public JournalTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(BecomeMounter()) << strerror(errno);
    ASSERT_EQ(mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=1m,mode=0700"), 0)
        << strerror(errno);
  }
  void TearDown() override { umount2(directory_.path().c_str(), MNT_DETACH); }

  std::string FillerPath() const { return directory_.path() + "/filler"; }

  // Takes the space that is left, to the last byte.
  void FillDisk() const {
    const FileDescriptor file(open(FillerPath().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    const std::string block(1024, 'x');
    while (write(file.get(), block.data(), block.size()) > 0) {
    }
    ASSERT_EQ(errno, ENOSPC);
  }

  void FreeDisk() const { ASSERT_EQ(unlink(FillerPath().c_str()), 0); }

  bool ReserveIsThere() const { return access((path_ + ".reserve").c_str(), F_OK) == 0; }
};

TEST_F(DiskFullTest, NothingBeginsOnAFullDiskAndWhatWasDoneIsStillTold) {
  const auto journal = Open();
  MustAppend(*journal, Started("a"));
  MustAppend(*journal, StepStarted("a"));
  FillDisk();
  uint64_t last = 2;
  absl::StatusOr<uint64_t> refused = journal->Append(StepStarted("a"));
  while (refused.ok()) {  // what the log had already taken is used up first
    last = *refused;
    refused = journal->Append(StepStarted("a"));
    ASSERT_LT(last, 1000u);
  }
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(refused), "JOURNAL-DISK-FULL");
  EXPECT_EQ(CodeOf(journal->Append(StepStarted("a"))), "JOURNAL-DISK-FULL");
  EXPECT_EQ(CodeOf(journal->AllocateGeneration("rehearsal", 0)), "JOURNAL-DISK-FULL");
  EXPECT_EQ(journal->EventsOf("a", 1)->back().sequence(), last);

  EXPECT_EQ(MustAppend(*journal, StepFinished("a")), last + 1);
  EXPECT_FALSE(ReserveIsThere());
  EXPECT_EQ(MustAppend(*journal, Finished("a", v1::RELEASE_OUTCOME_FAILED)), last + 2);
  EXPECT_EQ(CodeOf(journal->Append(Resumed("a"))), "JOURNAL-DISK-FULL");
}

TEST_F(DiskFullTest, TheSameCallSucceedsOnceThereIsSpace) {
  auto journal = Open();
  MustAppend(*journal, Started("a"));
  FillDisk();
  while (journal->Append(StepStarted("a")).ok()) {
  }
  MustAppend(*journal, StepFinished("a"));
  const auto before = journal->EventsOf("a", 1)->size();
  FreeDisk();
  EXPECT_EQ(MustAppend(*journal, StepStarted("a")), before + 1);
  EXPECT_TRUE(ReserveIsThere());
  journal.reset();
  journal = Open();
  EXPECT_EQ(journal->EventsOf("a", 1)->size(), before + 1);
}

TEST_F(DiskFullTest, ReserveHoldsTheLastWordsOfManySteps) {
  const auto journal = Open();
  MustAppend(*journal, Started("a"));
  FillDisk();
  while (journal->Append(StepStarted("a")).ok()) {
  }
  for (int i = 0; i < 12; ++i) MustAppend(*journal, StepFinished("a", Concat("step", i)));
  MustAppend(*journal, Finished("a", v1::RELEASE_OUTCOME_FAILED));
}

TEST_F(DiskFullTest, FullDiskIsReadOrSaysThatItIsFull) {
  {
    const auto journal = Open();
    MustAppend(*journal, Started("a"));
    MustAppend(*journal, StepStarted("a"));
  }
  FillDisk();
  // Even what a reader needs for itself has no space.
  const absl::StatusOr<std::unique_ptr<Journal>> full = Journal::Open(path_);
  if (full.ok()) {
    EXPECT_EQ((*full)->EventsOf("a", 1)->size(), 2u);
  } else {
    EXPECT_EQ(CodeOf(full), "JOURNAL-DISK-FULL");
  }
  FreeDisk();
  EXPECT_EQ(Open()->EventsOf("a", 1)->size(), 2u);
}

TEST_F(DiskFullTest, NewJournalOnAFullDiskLeavesNothingBehind) {
  FillDisk();
  EXPECT_EQ(CodeOf(Journal::Open(path_)), "JOURNAL-DISK-FULL");
  FreeDisk();
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
  EXPECT_EQ(MustAppend(*Open(), Started("a")), 1u);
}

TEST_F(DiskFullTest, WithoutSpaceForTheReserveNothingBegins) {
  const auto journal = Open();
  const FileDescriptor file(open(FillerPath().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(posix_fallocate(file.get(), 0, 800 * 1024), 0);
  EXPECT_EQ(CodeOf(journal->Append(Started("a"))), "JOURNAL-DISK-FULL");
  EXPECT_TRUE(journal->Releases("", 10)->empty());
}

}  // namespace
}  // namespace release
