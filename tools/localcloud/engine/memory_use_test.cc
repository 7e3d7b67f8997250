#include "tools/localcloud/engine/memory_use.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "tools/localcloud/engine/instance_type.h"

namespace release::cloud {
namespace {

constexpr uint64_t kMebibyte = 1 << 20;
constexpr uint64_t kNoLimit = UINT64_MAX;

// A child that holds `own` bytes and `shared` ones with two children of its own, until it is ended.
pid_t Holder(size_t own, size_t shared) {
  int ready[2];
  EXPECT_EQ(pipe(ready), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    void* both = mmap(nullptr, shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    std::memset(both, 1, shared);
    for (int i = 0; i < 2; ++i) {
      if (fork() != 0) continue;
      volatile char sum = 0;
      for (size_t at = 0; at < shared; at += 4096) sum = static_cast<char*>(both)[at];
      (void)sum;
      (void)!write(ready[1], "x", 1);
      pause();
    }
    std::memset(mmap(nullptr, own, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1,
                own);
    (void)!write(ready[1], "x", 1);
    pause();
  }
  char bytes[3];
  for (size_t got = 0; got < sizeof bytes;) {
    const ssize_t count = read(ready[0], bytes + got, sizeof bytes - got);
    if (count <= 0) break;
    got += static_cast<size_t>(count);
  }
  close(ready[0]);
  close(ready[1]);
  return pid;
}

TEST(MemoryUseTest, ChildrenCountAndWhatTheyShareCountsOnceWhenItMatters) {
  const pid_t pid = Holder(50 * kMebibyte, 40 * kMebibyte);
  const uint64_t cheap = MemoryUse(pid, kNoLimit);
  EXPECT_GE(cheap, 170 * kMebibyte);
  const uint64_t exact = MemoryUse(pid, 0);
  EXPECT_GE(exact, 85 * kMebibyte);
  EXPECT_LE(exact, 130 * kMebibyte);
  EXPECT_EQ(MemoryUse(999999999, 0), 0u);
  std::ignore = kill(pid, SIGKILL);
  EXPECT_EQ(waitpid(pid, nullptr, 0), pid);
}

TEST(InstanceTypeTest, MemoryIsThatOfTheVendorsTable) {
  using Json = nlohmann::json;
  EXPECT_EQ(InstanceTypeOf({{"instance_type", "basic"}}).memory_bytes, 1024 * kMebibyte);
  EXPECT_EQ(InstanceTypeOf({{"image", "a"}}).name, "lite");
  EXPECT_EQ(InstanceTypeOf({{"image", "a"}}).memory_bytes, 256 * kMebibyte);
  EXPECT_EQ(InstanceTypeOf({{"memory_mib", 300}, {"instance_type", "lite"}}).memory_bytes,
            300 * kMebibyte);
  EXPECT_EQ(InstanceTypeOf({{"instance_type", "huge"}}).memory_bytes, 0u);
  EXPECT_EQ(InstanceTypeOf({{"instance_type", 7}, {"memory_mib", -1}}).name, "lite");
  EXPECT_EQ(InstanceTypeOf(Json()).name, "lite");
}

}  // namespace
}  // namespace release::cloud
