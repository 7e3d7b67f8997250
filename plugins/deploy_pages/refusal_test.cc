// What the step refuses before it changes anything.
#include <filesystem>
#include <string>

#include "plugins/deploy_pages/pages_fixture.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RefusalTest : public PagesFixture {
 protected:
  // Also in APPLY, whose plan may be hours old.
  kit::Recording ExpectRefused(const std::string& code) {
    cloud_->Mutations();
    kit::Recording refused;
    for (v1::Phase phase : {v1::PHASE_APPLY, v1::PHASE_PLAN}) {
      refused = Run(phase);
      EXPECT_EQ(refused.code(), code) << refused;
      EXPECT_FALSE(refused.result->diagnosis().fix().empty());
    }
    EXPECT_THAT(cloud_->Mutations(), IsEmpty());
    return refused;
  }
};

TEST_F(RefusalTest, ATokenWithoutThePermissionIsToldWhatItNeeds) {
  cloud_->Order("GET", kProject, {{"kind", "status"}, {"status", 403}, {"code", 10000}}, 0, 2);
  const kit::Recording refused = ExpectRefused("CLOUDFLARE-AUTH");
  EXPECT_THAT(refused.result->diagnosis().fix(), HasSubstr("Cloudflare Pages: Edit"));
}

TEST_F(RefusalTest, EverythingThatIsWrongIsToldAtOnce) {
  AddProject("dashboard");
  AddProject("operations");
  (*config_.mutable_projects())["dashboard"].set_bundle("nothing");
  secrets_.erase("SERVICE_KEY");
  std::filesystem::remove(directory_.path() + "/operations/bundle.manifest.json");
  const kit::Recording refused = ExpectRefused("STEP-ARTIFACT-MISSING");
  const std::string words = refused.result->diagnosis().DebugString();
  EXPECT_THAT(words, HasSubstr("nothing"));
  EXPECT_THAT(words, HasSubstr("STEP-SECRET-MISSING"));
  EXPECT_THAT(words, HasSubstr("FILE-NOT-FOUND"));
}

TEST_F(RefusalTest, AProjectThatBuildsFromARepositoryIsNotOurs) {
  cloud_->Order("GET", kProject,
                {{"kind", "status"},
                 {"status", 200},
                 {"body",
                  {{"success", true},
                   {"result",
                    {{"name", "spectral-docs"},
                     {"production_branch", "main"},
                     {"source", {{"type", "github"}}}}}}}},
                0, 2);
  ExpectRefused("DEPLOY-PAGES-SOURCE");
}

TEST_F(RefusalTest, ANameThatIsTakenIsNamed) {
  cloud_->Order("POST", kProjects, {{"kind", "status"}, {"status", 409}, {"code", 8000002}}, 0, -1);
  const kit::Recording refused = Run(v1::PHASE_APPLY);
  EXPECT_EQ(refused.code(), "DEPLOY-PAGES-NAME-TAKEN") << refused;
}

TEST_F(RefusalTest, AnOvertakenReleaseDoesNotGoBack) {
  Apply();
  generation_ = 6;
  UseSite("docs", "older");
  ExpectRefused("DEPLOY-PAGES-GENERATION");
}

TEST_F(RefusalTest, AWrongTokenIsNamedAndNotShown) {
  secrets_["CLOUDFLARE_API_TOKEN"] = "wrongmarker";
  const kit::Recording refused = Run(v1::PHASE_PLAN);
  EXPECT_EQ(refused.code(), "CLOUDFLARE-TOKEN") << refused;
  EXPECT_THAT(refused.result->DebugString(), Not(HasSubstr("wrongmarker")));
}

TEST_F(RefusalTest, APageInPlaceOfTheApiIsNotRead) {
  cloud_->Order("GET", "*", {{"kind", "html"}, {"status", 200}}, 0, -1);
  EXPECT_EQ(Run(v1::PHASE_PLAN).code(), "CLOUDFLARE-NOT-JSON");
}

TEST_F(RefusalTest, WranglerThatIsMissingIsNamedInThePlan) {
  v1::StepCall call = Call(v1::PHASE_PLAN);
  call.mutable_artifacts(0)->mutable_files(0)->set_path("/nowhere/npm_wrangler/wrangler");
  EXPECT_EQ(step_.Run(call).code(), "WRANGLER-MISSING");
}

TEST_F(RefusalTest, ABundleThatIsNotTheProjectsIsRefused) {
  const Config good = config_;
  (*config_.mutable_projects())["docs"].set_project("somebody");
  ExpectRefused("DEPLOY-PAGES-BUNDLE");
  config_ = good;
  std::filesystem::remove(directory_.path() + "/docs/bundle/index.html");
  ASSERT_TRUE(WriteFileAtomically(directory_.path() + "/docs/bundle/index.html", "changed").ok());
  EXPECT_THAT(ExpectRefused("DEPLOY-PAGES-BUNDLE").result->diagnosis().why(),
              HasSubstr("index.html is not the file that its manifest describes"));
}

TEST_F(RefusalTest, MistakesInTheConfigAreNamedTogether) {
  Project& project = (*config_.mutable_projects())["docs"];
  config_.set_account_id("acme");
  project.set_project("Spectral Docs");
  project.add_secrets("API_ORIGIN");
  project.add_optional_secrets("OTHER");
  const kit::Recording refused = Run(v1::PHASE_DESCRIBE);
  EXPECT_EQ(refused.code(), "DEPLOY-PAGES-CONFIG");
  for (const char* part : {"`account_id`", "`projects.docs.project`", "`API_ORIGIN` is there twice",
                           "`OTHER` is not in `secrets`"}) {
    EXPECT_THAT(refused.result->DebugString(), HasSubstr(part));
  }
}

}  // namespace
}  // namespace release::deploy_pages
