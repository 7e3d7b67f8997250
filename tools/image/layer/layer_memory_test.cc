// A layer of 600 MB, most of it a hole, in the memory that a small one takes.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::image {
namespace {

constexpr off_t kFileSize = 600'000'000;
constexpr uint64_t kMemoryBound = 64U << 20;

TEST(LayerMemoryTest, LargeSparseFileStaysWithinTheBound) {
  const auto directory = TempDirectory::Create();
  ASSERT_TRUE(directory.ok());
  const std::string path = directory->path() + "/large";
  {
    const FileDescriptor file(open(path.c_str(), O_RDWR | O_CREAT, 0600));
    ASSERT_EQ(ftruncate(file.get(), kFileSize), 0);
    uint64_t state = 1;
    std::string noise(1 << 20, '\0');
    for (char& c : noise) c = static_cast<char>((state = state * 6364136223846793005U + 1) >> 56);
    for (off_t at = 0; at < 40; ++at) {
      ASSERT_GT(pwrite(file.get(), noise.data(), noise.size(), at * 3'000'000), 0);
    }
  }
  Command command;
  const char* program = std::getenv("WRITE_LAYER");
  ASSERT_NE(program, nullptr);
  command.argv = {program, path};
  const auto run = release::Run(command, absl::Seconds(250), 1 << 20);
  ASSERT_TRUE(run.ok()) << run.status();
  ASSERT_TRUE(run->exit.Success()) << run->err;
  EXPECT_EQ(run->out.size(), 64U + 1 + 64 + 1);
  EXPECT_LT(run->exit.peak_rss_bytes, kMemoryBound);
  RecordProperty("peak_rss_bytes", std::to_string(run->exit.peak_rss_bytes));
}

}  // namespace
}  // namespace release::image
