// A journal on a disk that fills up.
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "gmock/gmock.h"
#include "tests/e2e/release_fixture.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;

// The test process moves into namespaces of its own, where it may mount a small disk.
void EnterOwnNamespaces() {
  const uid_t uid = getuid();
  const gid_t gid = getgid();
  ASSERT_EQ(unshare(CLONE_NEWUSER | CLONE_NEWNS), 0) << "user namespaces are needed";
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
}

class DiskFullTest : public ReleaseFixture {
 protected:
  static void SetUpTestSuite() { EnterOwnNamespaces(); }

  void SetUp() override {
    ASSERT_EQ(mkdir(Path("state").c_str(), 0700), 0);
    ASSERT_EQ(mount("tmpfs", Path("state").c_str(), "tmpfs", 0, "size=1m"), 0);
  }
  void TearDown() override { umount(Path("state").c_str()); }

  // Leaves no byte free.
  void Fill() const {
    std::ofstream filler(Path("state/filler"), std::ios::binary | std::ios::app);
    const std::string block(4096, 'x');
    while (filler.write(block.data(), 4096).flush()) {
    }
  }
  void MakeSpace() const { unlink(Path("state/filler").c_str()); }
};

TEST_F(DiskFullTest, AFullDiskStopsTheReleaseBeforeTheEffectAndTheNextRunIsClean) {
  AddChaos("first");
  ASSERT_EQ(Run({"--plan"}).code(), 0);
  Fill();
  const Ended full = Run();
  EXPECT_EQ(full.code(), 7) << full.all();
  EXPECT_THAT(full.err, HasSubstr("No space left on device"));
  EXPECT_THAT(full.err, HasSubstr("Nothing was changed."));
  EXPECT_EQ(TimesApplied("first"), 0U);
  MakeSpace();
  const Ended again = Run();
  EXPECT_EQ(again.code(), 0) << again.all();
  EXPECT_EQ(TimesApplied("first"), 1U);
}

TEST_F(DiskFullTest, ADiskThatFillsInTheMiddleLetsTheRunningStepCloseAndStartsNoOther) {
  AddChaos("first", {{"act", "wait_for_go"}, {"waiting", Path("waiting")}});
  AddChaos("second", {}, {"first"});
  Arm("first");
  absl::StatusOr<Process> process = Start({}, Path("waiting"));
  ASSERT_TRUE(process.ok()) << process.status();
  Fill();
  Touch(Path("waiting.go"));
  const absl::StatusOr<Exit> exit = process->Wait();
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->code_or_signal, 7) << StartedOutput();
  EXPECT_THAT(StartedOutput(), HasSubstr("JOURNAL-DISK-FULL"));
  EXPECT_EQ(TimesApplied("first"), 1U);
  EXPECT_EQ(TimesApplied("second"), 0U);
  MakeSpace();
  const Ended again = Run();
  EXPECT_EQ(again.code(), 0) << again.all();
  EXPECT_THAT(again.err, HasSubstr("Continuing release"));
  EXPECT_EQ(TimesApplied("first"), 1U);
  EXPECT_EQ(TimesApplied("second"), 1U);
}

}  // namespace
}  // namespace release::e2e
