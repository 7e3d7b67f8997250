// Images from a real registry.
#include "tools/localcloud/engine/image_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/localcloud/engine/testing/registry_under_test.h"

namespace release::cloud {
namespace {

namespace fs = std::filesystem;

constexpr char kLayout[] = "tools/localcloud/engine/testing/echo_image";
constexpr char kImage[] = "registry.cloudflare.com/account/api";

std::string Digest() { return ReadFile(std::string(kLayout) + ".digest", 4096)->substr(0, 7 + 64); }

class ImageStoreTest : public testing::Test {
 protected:
  absl::StatusOr<UnpackedImage> Fetch(const std::string& reference) {
    return store_.Fetch(reference, {});
  }
  std::string CodeOf(const std::string& reference) {
    return DiagnosisOf(Fetch(reference).status()).code();
  }
  std::string ByDigest() const { return std::string(kImage) + "@" + Digest(); }

  // "sha256:..." of the only layer that the image has.
  static std::string Layer() {
    const auto parse = [](const std::string& path) {
      return nlohmann::json::parse(*ReadFile(std::string(kLayout) + path, 1 << 20));
    };
    return parse("/blobs/sha256/" + Digest().substr(7))["layers"][0]["digest"];
  }

  TempDirectory place_ = *TempDirectory::Create();
  RegistryUnderTest registry_{kLayout, "account/api", "first"};
  RegistrySource source_{.socket = registry_.socket()};
  ImageStore store_{place_.path() + "/images", source_, {"/etc/hosts", "/echo"}};
};

TEST_F(ImageStoreTest, AnImageIsPulledByItsDigestOnce) {
  const auto image = Fetch(ByDigest());
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->digest, Digest());
  EXPECT_EQ(image->config.config.user, "1234:1234");
  EXPECT_TRUE(fs::exists(image->root + "/echo"));
  registry_.Stop();
  EXPECT_TRUE(Fetch(ByDigest()).ok());
}

TEST_F(ImageStoreTest, ATagIsAskedForEachTime) {
  const auto image = Fetch(std::string(kImage) + ":first");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->digest, Digest());
  EXPECT_EQ(CodeOf(std::string(kImage) + ":other"), "CLOUD-IMAGE-NOT-FOUND");
  registry_.Stop();
  EXPECT_EQ(CodeOf(std::string(kImage) + ":first"), "CLOUD-REGISTRY-UNREACHABLE");
}

TEST_F(ImageStoreTest, PlacesToMountOverAreMadeWhereNothingIs) {
  const auto image = Fetch(ByDigest());
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(fs::file_size(image->root + "/etc/hosts"), 0u);
  EXPECT_GT(fs::file_size(image->root + "/echo"), 0u);
}

TEST_F(ImageStoreTest, ACorruptedLayerIsRefusedAndLeavesNothing) {
  registry_.Corrupt(Layer());
  EXPECT_EQ(CodeOf(ByDigest()), "CLOUD-IMAGE-CORRUPT");
  EXPECT_TRUE(fs::is_empty(place_.path() + "/images"));
}

TEST_F(ImageStoreTest, ACorruptedManifestIsRefused) {
  registry_.Corrupt(Digest());
  const std::string code = CodeOf(ByDigest());
  // The registry itself may refuse to give it away.
  EXPECT_TRUE(code == "CLOUD-IMAGE-CORRUPT" || code == "CLOUD-REGISTRY-ANSWER") << code;
}

TEST_F(ImageStoreTest, OldImagesAreRemoved) {
  const auto image = Fetch(ByDigest());
  ASSERT_TRUE(image.ok()) << image.status();
  store_.KeepOnly({image->digest});
  EXPECT_TRUE(fs::exists(image->root));
  store_.KeepOnly({});
  EXPECT_TRUE(fs::is_empty(place_.path() + "/images"));
}

}  // namespace
}  // namespace release::cloud
