// The migrate step that asks for a proof.
#include <string>
#include <vector>

#include "plugins/lib/oci/referrer.h"
#include "plugins/migrate/config.pb.h"
#include "plugins/overlap_proof/overlap_fixture.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

using testing::HasSubstr;

constexpr char kType[] = "application/vnd.release.overlap-proof.v1+json";

class MigrateGateTest : public OverlapFixture {
 protected:
  MigrateGateTest() {
    *migrate_.mutable_requires_proof() = config_.source();
    AddMigration("20991001000000_worlds_mood.sql", "alter table worlds add column mood text;");
  }

  kit::Recording Migrate() { return step_.Run(CallWith(v1::PHASE_APPLY, migrate_)); }
  std::string Migrated() {
    return Value("select count(*) from information_schema.columns where column_name = 'mood'");
  }

  // As the overlap-proof step writes it.
  void PutProof(const std::string& about, const std::string& bundle, const std::string& verdict,
                const std::string& when) {
    const nlohmann::json content = {{"format", 1},
                                    {"previous", about},
                                    {"migrations", bundle},
                                    {"verdict", verdict},
                                    {"when", when},
                                    {"pending", pending_},
                                    {"reason", "the probe `worlds`"}};
    oci::Registry registry({.base = Concat("http://127.0.0.1:", registry_->registry_port()),
                            .repository = Concat(kAccount, "/spectral-api")},
                           nullptr);
    const auto pushed =
        oci::PushReferrer(registry, digest_, {.type = kType, .content = content.dump()}, {}, {});
    ASSERT_TRUE(pushed.ok()) << pushed.status();
  }

  std::string Bundle() {
    Sha256 all;
    for (const auto& [name, path] : migrations_) {
      all.Update(Concat(name, " ", DigestOf(*ReadFile(path, 1 << 20)).hex(), "\n"));
    }
    return Concat("sha256:", all.Finish().hex());
  }

  migrate::Config migrate_;
  std::vector<std::string> pending_ = {"20991001000000"};
};

TEST_F(MigrateGateTest, NothingIsMigratedWithoutAProofOfThisImageAndThisBundle) {
  DeployProduct();
  EXPECT_EQ(Migrate().code(), "OVERLAP-NO-PROOF");
  PutProof("sha256:" + std::string(64, '7'), Bundle(), "pass", "2026-11-24T10:00:00Z");
  EXPECT_EQ(Migrate().code(), "OVERLAP-NO-PROOF") << "of another image";
  PutProof(digest_, "sha256:" + std::string(64, '7'), "pass", "2026-11-24T10:00:00Z");
  EXPECT_EQ(Migrate().code(), "OVERLAP-NO-PROOF") << "of another bundle";
  pending_.clear();
  PutProof(digest_, Bundle(), "pass", "2026-11-24T10:30:00Z");
  EXPECT_EQ(Migrate().code(), "OVERLAP-NO-PROOF")
      << "this migration was not among the pending ones";
  pending_ = {"20991001000000"};
  PutProof(digest_, Bundle(), "fail", "2026-11-24T11:00:00Z");
  const kit::Recording refused = Migrate();
  EXPECT_EQ(refused.code(), "OVERLAP-NO-PROOF");
  EXPECT_THAT(refused.result->diagnosis().why(), HasSubstr("the probe `worlds`"));
  EXPECT_EQ(Migrated(), "0");

  PutProof(digest_, Bundle(), "pass", "2026-11-24T12:00:00Z");
  const kit::Recording done = Migrate();
  EXPECT_EQ(done.outcome(), v1::OUTCOME_SUCCEEDED) << done;
  EXPECT_EQ(Migrated(), "1");
}

TEST_F(MigrateGateTest, TheFirstReleaseMigratesWithoutAProof) {
  const kit::Recording done = Migrate();
  EXPECT_EQ(done.outcome(), v1::OUTCOME_SUCCEEDED) << done;
  EXPECT_EQ(Migrated(), "1");
}

TEST_F(MigrateGateTest, WithoutPendingMigrationsNoProofIsAskedFor) {
  DeployProduct();
  migrations_.pop_back();
  EXPECT_EQ(Migrate().outcome(), v1::OUTCOME_UNCHANGED);
}

}  // namespace
}  // namespace release::overlap_proof
