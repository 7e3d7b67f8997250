// The API runs out of its image.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tools/base/files.h"
#include "tools/localcloud/testing/cloud_under_test.h"

namespace release {
namespace {

namespace fs = std::filesystem;

constexpr char kDigestFile[] = "tools/localcloud/testing/stand_in_image.digest";

class LocalcloudImageTest : public testing::Test {
 protected:
  LocalcloudImageTest() { place_.CopyUsedCloud(); }

  std::string Image() const { return place_.directory() + "/image"; }

  // The only unpacked image.
  std::string Unpacked() const {
    std::string found;
    for (const fs::directory_entry& entry : fs::directory_iterator(Image())) {
      EXPECT_EQ(found, "") << entry.path();
      found = entry.path();
    }
    return found;
  }

  CloudPlace place_;
};

ino_t InodeOf(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_ino;
}

std::string BuiltDigest() {
  std::string digest = ReadFile(kDigestFile, 4096).value_or("");
  while (!digest.empty() && digest.back() == '\n') digest.pop_back();
  EXPECT_EQ(digest.rfind("sha256:", 0), 0u);
  return digest;
}

TEST_F(LocalcloudImageTest, TheProgramIsWhatTheImageSaysAndSeesNothingElse) {
  CloudRun run(place_, kTellAndWait);
  run.Line();
  EXPECT_EQ(HttpGet(run.Line(), "/self"),
            "pid 1\nuser 1234:1234\ncwd /usr\nroot api dev lib64 proc tmp usr \nSTAND_IN yes\n"
            "PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOME \ndigest " +
                BuiltDigest() + "\nwrites /tmp/written\nprocesses 1\n");
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
}

TEST_F(LocalcloudImageTest, ADigestIsUnpackedOnce) {
  const std::string program = Unpacked() + "/root/api";
  const ino_t before = InodeOf(program);
  EXPECT_EQ(CloudRun(place_, "true").End(), 0) << place_.Stderr();
  EXPECT_EQ(InodeOf(program), before);
}

TEST_F(LocalcloudImageTest, AnotherDigestReplacesWhatIsThere) {
  const std::string place = Unpacked();
  fs::rename(place, Image() + "/" + std::string(64, '0'));
  EXPECT_EQ(CloudRun(place_, "true").End(), 0) << place_.Stderr();
  EXPECT_EQ(Unpacked(), place);
}

TEST_F(LocalcloudImageTest, AnInterruptedUnpackingIsDoneAgain) {
  const std::string place = Unpacked();
  fs::rename(place, Image() + "/new");
  fs::remove(Image() + "/new/config.json");
  std::ofstream(Image() + "/new/root/left") << "over";
  EXPECT_EQ(CloudRun(place_, "true").End(), 0) << place_.Stderr();
  EXPECT_EQ(Unpacked(), place);
  EXPECT_FALSE(fs::exists(place + "/root/left"));
}

TEST_F(LocalcloudImageTest, AnImageOfAnotherDigestIsNotRun) {
  const std::string file = place_.File("digest");
  std::ofstream(file) << "sha256:" << std::string(64, '1') << '\n';
  place_.SetImageDigest(file);
  EXPECT_EQ(CloudRun(place_, "true").End(), 2);
  EXPECT_NE(place_.Stderr().find("OCI-BASE-DIGEST"), std::string::npos) << place_.Stderr();
  EXPECT_FALSE(fs::exists(Image() + "/new/config.json"));
}

}  // namespace
}  // namespace release
