#include "tools/coordinator/plan/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

namespace release {
namespace {

constexpr char kKey[] = "0123456789abcdef";

StepWork Migrate() {
  StepWork work{.step = "migrate",
                .environment = "rehearsal",
                .plugin_sha256 = std::string(64, 'a'),
                .config = "config"};
  v1::Artifact artifact;
  artifact.set_name("migrations");
  for (const char* name : {"1_a.sql", "2_b.sql"}) {
    v1::ArtifactFile* file = artifact.add_files();
    file->set_name(name);
    file->set_path("/somewhere/" + std::string(name));
    file->mutable_digest()->set_sha256(std::string(64, *name));
  }
  work.artifacts.push_back(artifact);
  work.inputs["build.image"] = "sha256:1";
  work.secrets["DATABASE_URL"] = SecretFingerprint(kKey, "DATABASE_URL", "postgres://one");
  return work;
}

TEST(FingerprintTest, EqualWorkHasEqualFingerprints) {
  EXPECT_EQ(Fingerprint(kKey, Migrate()), Fingerprint(kKey, Migrate()));
}

TEST(FingerprintTest, APathOnThisMachineDoesNotCount) {
  StepWork elsewhere = Migrate();
  elsewhere.artifacts[0].mutable_files(0)->set_path("/elsewhere");
  EXPECT_EQ(Fingerprint(kKey, elsewhere), Fingerprint(kKey, Migrate()));
}

TEST(FingerprintTest, EveryPartOfTheWorkCounts) {
  std::set<Digest> seen = {Fingerprint(kKey, Migrate()), Fingerprint("another key....", Migrate())};
  std::size_t expected = 2;
  const auto differs = [&](auto change) {
    StepWork work = Migrate();
    change(work);
    seen.insert(Fingerprint(kKey, work));
    EXPECT_EQ(seen.size(), ++expected);
  };
  differs([](StepWork& w) { w.step = "migrate2"; });
  differs([](StepWork& w) { w.environment = "production"; });
  differs([](StepWork& w) { w.plugin_sha256[0] = 'b'; });
  differs([](StepWork& w) { w.config = "Config"; });
  differs([](StepWork& w) { w.allow_local = true; });
  differs([](StepWork& w) { w.api_base = "https://127.3.4.5/client/v4"; });
  differs([](StepWork& w) { w.resolve["*"] = "127.3.4.5:443"; });
  differs([](StepWork& w) { w.artifacts[0].set_name("other"); });
  differs([](StepWork& w) { w.artifacts[0].mutable_files()->SwapElements(0, 1); });
  differs([](StepWork& w) { w.artifacts[0].mutable_files(0)->set_name("1_c.sql"); });
  differs([](StepWork& w) { w.artifacts[0].mutable_files(0)->mutable_digest()->clear_sha256(); });
  differs([](StepWork& w) { w.artifacts.clear(); });
  differs([](StepWork& w) { w.inputs["build.image"] = "sha256:2"; });
  differs([](StepWork& w) { w.inputs.clear(); });
  differs([](StepWork& w) {
    w.secrets["DATABASE_URL"] = SecretFingerprint(kKey, "DATABASE_URL", "postgres://two");
  });
}

TEST(FingerprintTest, TextCannotMoveFromOneFieldToTheNext) {
  StepWork left = Migrate();
  left.step = "ab";
  left.environment = "c";
  StepWork right = Migrate();
  right.step = "a";
  right.environment = "bc";
  EXPECT_NE(Fingerprint(kKey, left), Fingerprint(kKey, right));
}

TEST(FingerprintTest, ASecretsFingerprintDependsOnKeyNameAndValue) {
  const std::set<Digest> seen = {
      SecretFingerprint(kKey, "A", "value"),
      SecretFingerprint(kKey, "B", "value"),
      SecretFingerprint(kKey, "A", "other"),
      SecretFingerprint("another key.....", "A", "value"),
  };
  EXPECT_EQ(seen.size(), 4u);
}

TEST(FingerprintTest, TheIdempotencyKeyNamesOneStepOfOneRelease) {
  const std::string key = IdempotencyKey("r1", "migrate");
  EXPECT_EQ(key.size(), 64u);
  EXPECT_EQ(key, IdempotencyKey("r1", "migrate"));
  EXPECT_NE(key, IdempotencyKey("r2", "migrate"));
  EXPECT_NE(key, IdempotencyKey("r1", "smoke"));
}

}  // namespace
}  // namespace release
