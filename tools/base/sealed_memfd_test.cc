#include "tools/base/sealed_memfd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"

namespace release {
namespace {

class SealedMemfdTest : public testing::Test {
 protected:
  TempDirectory directory_ = *TempDirectory::Create();
  const std::string path_ = directory_.path() + "/plugin.so";
};

TEST_F(SealedMemfdTest, CopyHasTheBytesAndTheirDigest) {
  const std::string content(3'000'000, 'p');
  ASSERT_TRUE(WriteFileAtomically(path_, content).ok());
  const auto copy = CopyToSealedMemfd(path_);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->digest, DigestOf(content));
  EXPECT_EQ(copy->size, content.size());
  EXPECT_EQ(*ReadFile(copy->ProcPath(), content.size()), content);
}

TEST_F(SealedMemfdTest, RewritingTheFileInPlaceDoesNotReachTheCopy) {
  ASSERT_TRUE(WriteFileAtomically(path_, "good").ok());
  const auto copy = CopyToSealedMemfd(path_);
  ASSERT_TRUE(copy.ok());
  const int fd = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(write(fd, "evil", 4), 4);
  close(fd);
  EXPECT_EQ(*ReadFile(copy->ProcPath(), 100), "good");
}

TEST_F(SealedMemfdTest, NobodyCanChangeTheCopy) {
  ASSERT_TRUE(WriteFileAtomically(path_, "good").ok());
  const auto copy = CopyToSealedMemfd(path_);
  ASSERT_TRUE(copy.ok());
  const int fd = copy->fd.get();
  EXPECT_EQ(pwrite(fd, "evil", 4, 0), -1);
  EXPECT_EQ(ftruncate(fd, 0), -1);
  EXPECT_EQ(ftruncate(fd, 100), -1);
  EXPECT_EQ(mmap(nullptr, 4, PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
  EXPECT_EQ(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1) << "the seals are sealed";
}

TEST_F(SealedMemfdTest, EmptyFileIsCopied) {
  ASSERT_TRUE(WriteFileAtomically(path_, "").ok());
  const auto copy = CopyToSealedMemfd(path_);
  ASSERT_TRUE(copy.ok());
  EXPECT_EQ(copy->size, 0u);
}

TEST_F(SealedMemfdTest, MissingFileIsDiagnosed) {
  EXPECT_EQ(DiagnosisOf(CopyToSealedMemfd(path_).status()).code(), "FILE-NOT-FOUND");
}

}  // namespace
}  // namespace release
