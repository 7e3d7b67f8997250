// On directories as docker-registry lays them out; registry_test has the real one collect.
#include "tools/localcloud/front/registry_prune.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "tools/base/files.h"

namespace release::cloud {
namespace {

namespace fs = std::filesystem;

class RegistryPruneTest : public testing::Test {
 protected:
  fs::path Root() const { return fs::path(directory_.path()) / "docker/registry/v2"; }
  fs::path Manifests(const std::string& repository) const {
    return Root() / "repositories" / repository / "_manifests";
  }
  static std::string Hex(char letter) { return std::string(64, letter); }
  static std::string Digest(char letter) { return "sha256:" + Hex(letter); }

  static void Write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  // Pushed `age` hours ago, and tagged by its letter.
  void Push(const std::string& repository, char letter, int age,
            const std::string& manifest = R"({"layers": []})") {
    const std::string hex = Hex(letter);
    if (!manifest.empty())
      Write(Root() / "blobs/sha256" / hex.substr(0, 2) / hex / "data", manifest);
    const fs::path link = Manifests(repository) / "revisions/sha256" / hex / "link";
    Write(link, Digest(letter));
    fs::last_write_time(link, fs::file_time_type::clock::now() - std::chrono::hours(age));
    Write(Manifests(repository) / "tags" / std::string(1, letter) / "current/link", Digest(letter));
  }

  // The letters of what is left.
  std::string Left(const std::string& repository) const {
    std::string letters, tags;
    for (const auto& entry : fs::directory_iterator(Manifests(repository) / "revisions/sha256")) {
      letters += entry.path().filename().string()[0];
    }
    for (const auto& entry : fs::directory_iterator(Manifests(repository) / "tags")) {
      tags += entry.path().filename().string();
    }
    std::sort(letters.begin(), letters.end());
    std::sort(tags.begin(), tags.end());
    EXPECT_EQ(letters, tags);
    return letters;
  }

  int Forget(size_t newest, const std::set<std::string>& keep = {}) {
    return ForgetOldManifests(directory_.path(), newest, keep);
  }

  TempDirectory directory_ = *TempDirectory::Create();
};

TEST_F(RegistryPruneTest, TheNewestAndTheOnesInUseStayOfEachRepository) {
  for (int i = 0; i < 5; ++i) Push("account/api", static_cast<char>('a' + i), i);
  Push("account/api/deeper", 'e', 100);
  EXPECT_EQ(Forget(2, {Digest('d')}), 2);
  EXPECT_EQ(Left("account/api"), "abd");
  EXPECT_EQ(Left("account/api/deeper"), "e");
  EXPECT_EQ(Forget(2, {Digest('d')}), 0);
}

TEST_F(RegistryPruneTest, WhatHangsTogetherStaysTogether) {
  Push("a/api", 'a', 0, R"({"manifests": [{"digest": ")" + Digest('c') + R"("}, 7, {}]})");
  Push("a/api", 'b', 1);
  Push("a/api", 'c', 2);
  Push("a/api", 'd', 3, R"({"subject": {"digest": ")" + Digest('c') + R"("}})");
  Push("a/api", 'e', 4, R"({"subject": {"digest": ")" + Digest('b') + R"("}})");
  EXPECT_EQ(Forget(1), 2);
  EXPECT_EQ(Left("a/api"), "acd");
}

TEST_F(RegistryPruneTest, WhatCannotBeReadStays) {
  Push("a/api", 'a', 0);
  Push("a/api", 'b', 1, "");
  Push("a/api", 'c', 2, "no JSON");
  Push("a/api", 'd', 3);
  EXPECT_EQ(Forget(1), 1);
  EXPECT_EQ(Left("a/api"), "abc");
}

TEST_F(RegistryPruneTest, AnEmptyRegistryIsFine) { EXPECT_EQ(Forget(1), 0); }

}  // namespace
}  // namespace release::cloud
