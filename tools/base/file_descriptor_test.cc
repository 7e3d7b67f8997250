#include "tools/base/file_descriptor.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

bool IsOpen(int fd) { return fcntl(fd, F_GETFD) >= 0; }

TEST(FileDescriptorTest, ClosesItselfOnce) {
  int number;
  {
    FileDescriptor first(open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.get();
    FileDescriptor second = std::move(first);
    EXPECT_FALSE(first.valid());  // NOLINT(bugprone-use-after-move)
    EXPECT_TRUE(IsOpen(number));
  }
  EXPECT_FALSE(IsOpen(number));
}

TEST(FileDescriptorTest, AssignmentClosesWhatWasHeld) {
  FileDescriptor held(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = held.get();
  held = FileDescriptor();
  EXPECT_FALSE(IsOpen(number));
}

TEST(FileDescriptorTest, ReleasedDescriptorStaysOpen) {
  int number;
  {
    FileDescriptor owner(open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = owner.Release();
  }
  EXPECT_TRUE(IsOpen(number));
  close(number);
}

TEST(FileDescriptorTest, PipesAndSocketsAreCloseOnExec) {
  const auto pipe = MakePipe();
  const auto pair = MakeSocketPair();
  ASSERT_TRUE(pipe.ok() && pair.ok());
  for (const int fd :
       {pipe->read_end.get(), pipe->write_end.get(), pair->ours.get(), pair->theirs.get()}) {
    EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
  }
  ASSERT_EQ(write(pair->ours.get(), "x", 1), 1);
  char byte;
  EXPECT_EQ(read(pair->theirs.get(), &byte, 1), 1);
}

TEST(FileDescriptorTest, ExhaustionIsDiagnosedAndRetryable) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const absl::Status pipe = MakePipe().status();
  const absl::Status file = OpenFile("/dev/null").status();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(DiagnosisOf(pipe).code(), "DESCRIPTOR-LIMIT");
  EXPECT_EQ(DiagnosisOf(pipe).retry(), v1::RETRY_BACKOFF);
  EXPECT_EQ(DiagnosisOf(file).code(), "DESCRIPTOR-LIMIT");
}

}  // namespace
}  // namespace release
