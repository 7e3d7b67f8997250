// What stands in a manifest that the rules built.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "proto/release/v1/manifest.pb.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/coordinator/catalog/manifest_check.h"

namespace release {
namespace {

v1::PipelineManifest Built() {
  const auto json = ReadFile(getenv("MANIFEST"), 1 << 20);
  EXPECT_TRUE(json.ok()) << json.status();
  auto manifest = ParseManifest(*json);
  EXPECT_TRUE(manifest.ok()) << manifest.status();
  return *std::move(manifest);
}

// Paths are relative to the runfiles root, and a test runs in the folder `release` below it.
void ExpectDigest(const v1::ArtifactFile& file) {
  const auto digest = DigestOfFile("../" + file.path());
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(file.digest().sha256(), digest->digest.hex());
  EXPECT_EQ(file.digest().size(), digest->size);
}

TEST(ManifestTest, ItPassesTheCoordinatorsOwnCheck) {
  const absl::Status status = CheckManifest(Built());
  EXPECT_TRUE(status.ok()) << status;
}

TEST(ManifestTest, EveryFileHasTheDigestOfItsBytes) {
  const v1::PipelineManifest manifest = Built();
  ExpectDigest(manifest.environments());
  ExpectDigest(manifest.step_host());
  for (const v1::StepSpec& step : manifest.steps()) {
    ExpectDigest(step.plugin().file());
    for (const v1::Artifact& artifact : step.artifacts()) {
      for (const v1::ArtifactFile& file : artifact.files()) ExpectDigest(file);
    }
  }
}

TEST(ManifestTest, AStepIsAsItWasDeclared) {
  const v1::PipelineManifest manifest = Built();
  EXPECT_EQ(manifest.environment(), "selftest");
  EXPECT_EQ(manifest.environments().name(), "tools/rules/selftest/environments.toml");
  EXPECT_EQ(manifest.approval(), v1::APPROVAL_NONE);
  ASSERT_EQ(manifest.steps_size(), 2);
  const v1::StepSpec& end = manifest.steps(1);
  EXPECT_EQ(end.name(), "end");
  EXPECT_EQ(end.label(), "//tools/rules/selftest:end");
  EXPECT_EQ(end.after(0), "begin");
  EXPECT_EQ(end.timeout().seconds(), 5400);
  EXPECT_EQ(end.stall_timeout().seconds(), 60);
  EXPECT_EQ(end.attempts(), 3u);
  EXPECT_EQ(end.artifacts(0).name(), "text");
  EXPECT_EQ(end.artifacts(0).files(0).name(), "greeting.txt");
}

TEST(ManifestTest, ThePluginToldItsNameAndConfigMessage) {
  const v1::PipelineManifest manifest = Built();
  EXPECT_EQ(manifest.steps(0).plugin().name(), "hello");
  EXPECT_EQ(manifest.steps(0).plugin().config_message(), "release.hello.Config");
  EXPECT_EQ(manifest.steps(0).plugin().label(), "//plugins/hello:hello");
}

}  // namespace
}  // namespace release
