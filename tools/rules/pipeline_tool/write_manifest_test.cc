#include "tools/rules/pipeline_tool/write_manifest.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/coordinator/catalog/manifest_check.h"

namespace release {
namespace {

// A request as the rule writes it, for files in a folder of its own.
class WriteManifestTest : public testing::Test {
 protected:
  WriteManifestTest() : directory_(*TempDirectory::Create()) {
    v1::PipelineManifest& manifest = request_.manifest;
    manifest.set_format(1);
    manifest.set_label("//release:rehearsal");
    manifest.set_environment("rehearsal");
    manifest.mutable_environments()->set_path(Put("r/infra/environments.toml", "[rehearsal]"));
    manifest.mutable_step_host()->set_path(Put("r/tools/step_host", "host"));
    v1::StepSpec* step = manifest.add_steps();
    step->set_name("migrate");
    step->set_label("//release:migrate");
    step->mutable_timeout()->set_seconds(60);
    step->mutable_stall_timeout()->set_seconds(60);
    step->set_attempts(1);
    step->mutable_plugin()->set_label("//plugins/migrate");
    step->mutable_plugin()->mutable_file()->set_path(Put("r/plugins/migrate.so", "code"));
    Put("hello.json", R"({"plugin": "migrate", "configMessage": "release.migrate.Config"})");
    request_.hellos["//plugins/migrate"] = directory_.path() + "/hello.json";
    artifact_ = step->add_artifacts();
    artifact_->set_name("migrations");
    artifact_->set_label("//supabase:migrations");
  }

  // Writes an input; gives its path below the runfiles root.
  std::string Put(const std::string& path, const std::string& content) {
    const std::filesystem::path full = directory_.path() + "/" + path;
    std::filesystem::create_directories(full.parent_path());
    EXPECT_TRUE(WriteFileAtomically(full, content).ok());
    request_.inputs[path] = full;
    return path;
  }

  v1::PipelineManifest Written() {
    const auto json = WriteManifest(request_);
    EXPECT_TRUE(json.ok()) << json.status();
    return json.ok() ? *ParseManifest(*json) : v1::PipelineManifest();
  }

  std::vector<std::string> Names() {
    std::vector<std::string> names;
    const v1::PipelineManifest manifest = Written();
    for (const v1::ArtifactFile& file : manifest.steps(0).artifacts(0).files()) {
      names.push_back(file.name());
      EXPECT_EQ(file.digest().sha256().size(), 64u);
    }
    return names;
  }

  TempDirectory directory_;
  WriteManifestRequest request_;
  v1::Artifact* artifact_ = nullptr;
};

TEST_F(WriteManifestTest, DigestsSizesAndThePluginsOwnWordsAreFilledIn) {
  artifact_->add_files()->set_path(Put("r/supabase/migrations/1_a.sql", "select 1"));
  const v1::PipelineManifest manifest = Written();
  EXPECT_EQ(manifest.step_host().digest().sha256(), DigestOf("host").hex());
  EXPECT_EQ(manifest.step_host().digest().size(), 4u);
  EXPECT_EQ(manifest.step_host().name(), "step_host");
  EXPECT_EQ(manifest.steps(0).plugin().name(), "migrate");
  EXPECT_EQ(manifest.steps(0).plugin().config_message(), "release.migrate.Config");
  EXPECT_EQ(manifest.steps(0).artifacts(0).files(0).digest().sha256(), DigestOf("select 1").hex());
}

TEST_F(WriteManifestTest, TheSameFilesGiveTheSameBytes) {
  artifact_->add_files()->set_path(Put("r/a.sql", "select 1"));
  EXPECT_EQ(*WriteManifest(request_), *WriteManifest(request_));
}

TEST_F(WriteManifestTest, FilesAreNamedBelowTheFolderTheyShareInTheirOrder) {
  artifact_->add_files()->set_path(Put("r/supabase/migrations/2_b.sql", "b"));
  artifact_->add_files()->set_path(Put("r/supabase/migrations/1_a.sql", "a"));
  EXPECT_EQ(Names(), (std::vector<std::string>{"2_b.sql", "1_a.sql"}));
  artifact_->add_files()->set_path(Put("r/supabase/prelude.sql", "p"));
  EXPECT_EQ(Names(),
            (std::vector<std::string>{"migrations/2_b.sql", "migrations/1_a.sql", "prelude.sql"}));
}

TEST_F(WriteManifestTest, AFolderBecomesItsFilesInTheOrderOfTheirPaths) {
  Put("r/site/index.html", "i");
  Put("r/site/assets/b.js", "b");
  Put("r/site/assets/a.js", "a");
  request_.inputs["r/site"] = directory_.path() + "/r/site";
  artifact_->add_files()->set_path("r/site");
  EXPECT_EQ(Names(), (std::vector<std::string>{"assets/a.js", "assets/b.js", "index.html"}));
}

TEST_F(WriteManifestTest, AFileThatTheRuleDidNotDeclareIsRefused) {
  artifact_->add_files()->set_path("r/nowhere.sql");
  const auto refused = WriteManifest(request_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(DiagnosisOf(refused.status()).code(), "BUILD-REQUEST");
}

TEST_F(WriteManifestTest, WhatTheCoordinatorWouldRefuseIsNotWritten) {
  artifact_->add_files()->set_path(Put("r/a.sql", "select 1"));
  request_.manifest.mutable_steps(0)->add_after("nobody");
  const auto refused = WriteManifest(request_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(DiagnosisOf(refused.status()).code(), "PLAN-AFTER-UNKNOWN");
}

}  // namespace
}  // namespace release
