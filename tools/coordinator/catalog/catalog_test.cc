#include "tools/coordinator/catalog/catalog.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/coordinator/catalog/manifest_check.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

// A runfiles folder with the files of a small pipeline, and its manifest.
class CatalogTest : public testing::Test {
 protected:
  CatalogTest() : directory_(*TempDirectory::Create()) {
    manifest_.set_format(1);
    manifest_.set_label("//release:rehearsal");
    manifest_.set_environment("rehearsal");
    Put("release/infra/environments.toml", "[rehearsal]", *manifest_.mutable_environments());
    Put("release/tools/step_host", "host", *manifest_.mutable_step_host());
    AddStep("migrate", "");
    AddStep("smoke", "migrate");
    v1::Artifact* artifact = manifest_.mutable_steps(0)->add_artifacts();
    artifact->set_name("migrations");
    artifact->set_label("//supabase:migrations");
    Put("release/supabase/1_a.sql", "select 1", *artifact->add_files());
    Put("release/supabase/2_empty.sql", "", *artifact->add_files());
  }

  void AddStep(const std::string& name, const std::string& after) {
    v1::StepSpec* step = manifest_.add_steps();
    step->set_name(name);
    step->set_label("//release:" + name);
    if (!after.empty()) step->add_after(after);
    step->mutable_timeout()->set_seconds(600);
    step->mutable_stall_timeout()->set_seconds(60);
    step->set_attempts(3);
    step->mutable_plugin()->set_name(name);
    step->mutable_plugin()->set_label("//plugins/" + name);
    Put("release/plugins/" + name + ".so", "code of " + name,
        *step->mutable_plugin()->mutable_file());
  }

  void Put(const std::string& path, const std::string& content, v1::ArtifactFile& file) {
    const std::filesystem::path full = Path(path);
    std::filesystem::create_directories(full.parent_path());
    ASSERT_TRUE(WriteFileAtomically(full, content).ok());
    file.set_path(path);
    file.set_name(full.filename());
    file.mutable_digest()->set_sha256(DigestOf(content).hex());
    file.mutable_digest()->set_size(content.size());
  }

  std::string Path(const std::string& path) const { return directory_.path() + "/" + path; }

  absl::StatusOr<Catalog> Open() {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(manifest_, &json).ok());
    EXPECT_TRUE(WriteFileAtomically(Path("manifest.json"), json).ok());
    return OpenCatalog(Path("manifest.json"), directory_.path());
  }

  std::vector<v1::Diagnosis> Problems() { return ProblemsIn(Open().status()).list; }

  TempDirectory directory_;
  v1::PipelineManifest manifest_;
};

TEST_F(CatalogTest, WhatWasBuiltIsOpenedWithAbsolutePaths) {
  const auto catalog = Open();
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  EXPECT_EQ(catalog->manifest.steps(1).plugin().file().path(), Path("release/plugins/smoke.so"));
  EXPECT_EQ(catalog->manifest.steps(0).artifacts(0).files(0).path(),
            Path("release/supabase/1_a.sql"));
  EXPECT_EQ(catalog->manifest.step_host().path(), Path("release/tools/step_host"));
}

TEST_F(CatalogTest, TheDigestIsThatOfTheManifestsBytes) {
  const auto catalog = Open();
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  EXPECT_EQ(catalog->digest, DigestOfFile(Path("manifest.json"))->digest);
}

TEST_F(CatalogTest, AMissingPluginIsToldWithItsLabelAndTheCommand) {
  std::filesystem::remove(Path("release/plugins/smoke.so"));
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CATALOG-FILE-MISSING");
  EXPECT_EQ(problems[0].what(), "the plugin of step `smoke` is not there");
  EXPECT_EQ(problems[0].fix(), "build //plugins/smoke again: tools/bazel run //release:rehearsal");
}

TEST_F(CatalogTest, AFileThatChangedIsNotUsed) {
  ASSERT_TRUE(WriteFileAtomically(Path("release/supabase/1_a.sql"), "select 2").ok());
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CATALOG-FILE-CHANGED");
  EXPECT_EQ(problems[0].what(),
            "`1_a.sql` of artifact `migrations` of step `migrate` is not the file that was built");
  EXPECT_NE(problems[0].why().find(DigestOf("select 2").hex()), std::string::npos);
}

TEST_F(CatalogTest, AWrongSizeInTheManifestIsNoticedToo) {
  manifest_.mutable_step_host()->mutable_digest()->set_size(5);
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CATALOG-FILE-CHANGED");
}

TEST_F(CatalogTest, AFolderInPlaceOfAFileCannotBeRead) {
  std::filesystem::remove(Path("release/plugins/smoke.so"));
  std::filesystem::create_directory(Path("release/plugins/smoke.so"));
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CATALOG-FILE-UNREADABLE");
}

TEST_F(CatalogTest, EveryBadFileIsToldAtOnceInTheOrderOfTheManifest) {
  std::filesystem::remove(Path("release/infra/environments.toml"));
  std::filesystem::remove(Path("release/plugins/smoke.so"));
  ASSERT_TRUE(WriteFileAtomically(Path("release/supabase/2_empty.sql"), "x").ok());
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].what(), "the environments file is not there");
  EXPECT_EQ(problems[1].code(), "CATALOG-FILE-CHANGED");
  EXPECT_EQ(problems[2].what(), "the plugin of step `smoke` is not there");
}

TEST_F(CatalogTest, AFileOfTwoStepsIsToldOnce) {
  *manifest_.mutable_steps(1)->mutable_plugin() = manifest_.steps(0).plugin();
  std::filesystem::remove(Path("release/plugins/migrate.so"));
  EXPECT_EQ(Problems().size(), 1u);
}

TEST_F(CatalogTest, AManifestThatIsNotThereOrNoManifestIsRefused) {
  EXPECT_EQ(OpenCatalog(Path("nowhere.json"), directory_.path()).status().code(),
            absl::StatusCode::kNotFound);
  for (const char* text : {"", "[]", "{\"format\": 1, \"stepz\": []}",
                           "\x7f"
                           "ELF"}) {
    ASSERT_TRUE(WriteFileAtomically(Path("bad.json"), text).ok());
    const auto opened = OpenCatalog(Path("bad.json"), directory_.path());
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(DiagnosisOf(opened.status()).code(), "CATALOG-MANIFEST-BROKEN") << text;
  }
}

TEST_F(CatalogTest, AManifestOfAnotherFormatIsRefusedBeforeAnythingElse) {
  manifest_.set_format(2);
  manifest_.clear_steps();
  const auto problems = Problems();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].what(), "the manifest has format 2, this program reads 1");
}

TEST_F(CatalogTest, WhatTheManifestOwesIsNamed) {
  struct Damage {
    std::function<void(v1::PipelineManifest&)> make;
    const char* what;
  };
  const v1::PipelineManifest good = manifest_;
  for (const Damage& damage : std::vector<Damage>{
           {[](auto& m) { m.set_environment("Pro duction"); },
            "`Pro duction` cannot name an environment"},
           {[](auto& m) { m.mutable_steps(1)->clear_timeout(); },
            "the manifest lacks `steps.smoke.timeout`"},
           {[](auto& m) { m.mutable_steps(1)->mutable_stall_timeout()->set_seconds(-1); },
            "the manifest lacks `steps.smoke.stall_timeout`"},
           {[](auto& m) { m.mutable_steps(1)->set_attempts(0); },
            "the manifest lacks `steps.smoke.attempts`"},
           {[](auto& m) { m.mutable_steps(0)->mutable_artifacts(0)->clear_files(); },
            "the manifest lacks `steps.migrate.artifacts.migrations.files`"},
           {[](auto& m) { m.mutable_step_host()->mutable_digest()->set_sha256("abc"); },
            "the manifest lacks `step_host.digest`"},
           {[](auto& m) { m.mutable_step_host()->set_path("../../etc/passwd"); },
            "`../../etc/passwd` leaves the folder of the built files"},
           {[](auto& m) { m.mutable_step_host()->set_path("/bin/sh"); },
            "`/bin/sh` leaves the folder of the built files"},
           {[](auto& m) { m.mutable_steps(1)->set_after(0, "deploy"); },
            "step `smoke` comes after `deploy`, which this pipeline does not have"},
           {[](auto& m) { m.mutable_steps(0)->add_after("smoke"); },
            "the steps wait for each other: migrate -> smoke -> migrate"},
       }) {
    manifest_ = good;
    damage.make(manifest_);
    const auto problems = Problems();
    ASSERT_EQ(problems.size(), 1u) << damage.what;
    EXPECT_EQ(problems[0].what(), damage.what);
  }
}

}  // namespace
}  // namespace release
