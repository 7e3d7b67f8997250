// Layers that are kept: when they are found, and what damage does.
#include "tools/image/build/layer_cache.h"

#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tools/image/build/build_image.h"
#include "tools/image/build/testing.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

class LayerCacheTest : public testing::Test {
 protected:
  LayerCacheTest() {
    workshop_.Declare({"a", "b"});
    workshop_.Write("Dockerfile", "FROM scratch\nCOPY a /x\nCOPY b /y\n");
    workshop_.request.layer_cache = workshop_.Path("cache");
  }

  Digest Build(const std::string& output) {
    BuildRequest request = workshop_.request;
    request.output = workshop_.Path(output);
    const absl::StatusOr<BuildResult> result = BuildImage(request);
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return {};
    EXPECT_TRUE(result->warnings.empty());
    return result->digest;
  }

  // Files of the cache by path, with the time when each was made.
  std::map<std::string, fs::file_time_type> Kept() const {
    std::map<std::string, fs::file_time_type> files;
    for (const auto& file : fs::recursive_directory_iterator(workshop_.Path("cache"))) {
      if (file.is_regular_file()) files[file.path().string()] = file.last_write_time();
    }
    return files;
  }

  Workshop workshop_;
};

TEST_F(LayerCacheTest, ASecondBuildMakesNoLayerAndTheSameImage) {
  const Digest first = Build("1");
  const auto kept = Kept();
  EXPECT_EQ(kept.size(), 4u);
  EXPECT_EQ(Build("2"), first);
  EXPECT_EQ(Kept(), kept);
}

TEST_F(LayerCacheTest, AnImageFromTheCacheIsTheOneWithoutIt) {
  Build("1");
  const Digest cached = Build("2");
  workshop_.request.layer_cache.clear();
  EXPECT_EQ(Build("3"), cached);
}

TEST_F(LayerCacheTest, AChangedFileMakesItsLayerOnly) {
  Build("1");
  const auto before = Kept();
  workshop_.Write("context/a", "A");
  Build("2");
  const auto after = Kept();
  EXPECT_EQ(after.size(), before.size() + 2);
  for (const auto& [path, time] : before) EXPECT_EQ(after.at(path), time);
}

TEST_F(LayerCacheTest, DamagedBlobsAndRecordsAreReplaced) {
  const Digest good = Build("1");
  for (const auto& [path, time] : Kept()) {
    const std::string content = *ReadFile(path, 1 << 20);
    std::string damaged = content;
    damaged[damaged.size() / 2] ^= 1;
    for (const std::string& bad : {damaged, std::string(), content + "x"}) {
      std::ofstream(path, std::ios::binary) << bad;
      fs::remove_all(workshop_.Path("2"));
      EXPECT_EQ(Build("2"), good) << path;
      EXPECT_EQ(*ReadFile(path, 1 << 20), content) << path;
    }
    fs::remove(path);
    fs::remove_all(workshop_.Path("2"));
    EXPECT_EQ(Build("2"), good) << path;
    EXPECT_EQ(*ReadFile(path, 1 << 20), content) << path;
  }
  size_t blobs = 0;
  for (const auto& blob : fs::directory_iterator(workshop_.Path("2/blobs/sha256"))) {
    EXPECT_TRUE(blob.is_regular_file());
    ++blobs;
  }
  EXPECT_EQ(blobs, 4u) << "two layers, the configuration and the manifest";
}

TEST_F(LayerCacheTest, BuildsAtTheSameTimeShareIt) {
  std::vector<Digest> digests(8);
  std::vector<std::thread> threads;
  for (size_t at = 0; at < digests.size(); ++at) {
    threads.emplace_back([&, at] { digests[at] = Build(std::to_string(at)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Digest& digest : digests) EXPECT_EQ(digest, digests[0]);
  EXPECT_EQ(Kept().size(), 4u);
}

TEST_F(LayerCacheTest, ACacheThatCannotBeWrittenIsAWarning) {
  workshop_.request.layer_cache = workshop_.Write("file", "") + "/below";
  const absl::StatusOr<BuildResult> result = BuildImage(workshop_.request);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->warnings.size(), 2u);
}

TEST(LayerCacheKeyTest, EverythingThatTheBytesDependOnIsInTheKey) {
  const LayerEntry entry{.path = "a", .mode = 0644, .bytes = "x"};
  std::vector<LayerEntry> others(6, entry);
  others[0].path = "b";
  others[1].mode = 0755;
  others[2].uid = 1;
  others[3].gid = 1;
  others[4].bytes = "y";
  others[5].xattrs = {{"user.a", "b"}};
  const Digest key = *LayerCache::Key({entry}, {});
  EXPECT_EQ(*LayerCache::Key({entry}, {.threads = 7}), key);
  for (const LayerEntry& other : others) EXPECT_NE(*LayerCache::Key({other}, {}), key);
  EXPECT_NE(*LayerCache::Key({entry}, {.compression = Compression::kNone}), key);
  EXPECT_NE(*LayerCache::Key({entry}, {.mtime = 1}), key);
  EXPECT_NE(*LayerCache::Key({}, {}), key);
}

}  // namespace
}  // namespace release::image
