// The step with the real wrangler against an emulated API.
#include <algorithm>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "plugins/deploy_pages/pages_fixture.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class StepTest : public PagesFixture {
 protected:
  const v1::Change& ChangeOf(const kit::Recording& recording, const std::string& id) {
    for (const v1::Change& change : recording.changes) {
      if (change.id() == id) return change;
    }
    ADD_FAILURE() << "no change " << id << " in " << recording;
    static const v1::Change none;
    return none;
  }
};

TEST_F(StepTest, TheFirstDeployConverges) {
  EXPECT_TRUE(kit::Converges(step_, Call(v1::PHASE_PLAN)));
  const json project = Live();
  EXPECT_EQ(project["production_branch"], "production");
  const json production = project["deployment_configs"]["production"];
  EXPECT_EQ(production["compatibility_date"], "2026-11-01");
  EXPECT_EQ(production["compatibility_flags"], json({"nodejs_compat"}));
  EXPECT_EQ(production["env_vars"]["API_ORIGIN"],
            json({{"type", "plain_text"}, {"value", "https://api.example.com"}}));
  EXPECT_EQ(production["env_vars"]["SERVICE_KEY"]["type"], "secret_text");
  const json deployment = project["canonical_deployment"];
  EXPECT_EQ(deployment["environment"], "production");
  EXPECT_TRUE(deployment["uses_functions"]);
  const json metadata = deployment["deployment_trigger"]["metadata"];
  EXPECT_EQ(metadata["branch"], "production");
  EXPECT_EQ(metadata["commit_hash"], revision_);
  EXPECT_EQ(metadata["commit_dirty"], false);
  EXPECT_THAT(metadata["commit_message"], HasSubstr(" generation=7"));
  EXPECT_EQ(Deployments().size(), 1u);
}

TEST_F(StepTest, ThePlanNamesEverythingChangesNothingAndShowsNoValue) {
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(), UnorderedElementsAre("docs/project", "docs/variable/API_ORIGIN",
                                                     "docs/secret/SERVICE_KEY", "docs/deployment"))
      << plan;
  EXPECT_THAT(cloud_->Mutations(), IsEmpty());
  for (const v1::Change& change : plan.changes) {
    EXPECT_THAT(change.DebugString(), Not(HasSubstr("api.example.com")));
    EXPECT_THAT(change.DebugString(), Not(HasSubstr("hunter2marker")));
  }
}

TEST_F(StepTest, SeveralProjectsAreDeployedByOneCallAtTheSameTime) {
  AddProject("dashboard");
  AddProject("operations");
  std::mutex mutex;
  std::set<std::string> working;
  size_t most = 0;
  step_.on_message = [&](const v1::HostMessage& message) {
    const std::string& text = message.progress().text();
    const std::string key = text.substr(0, text.find(':'));
    const std::lock_guard lock(mutex);
    if (text.find("wrangler deploys") != std::string::npos) working.insert(key);
    if (text.find("waiting") != std::string::npos) working.erase(key);
    most = std::max(most, working.size());
  };
  const kit::Recording applied = Apply();
  EXPECT_EQ(most, 3u) << "each has its own progress, and all are at work";
  for (const char* key : {"docs", "dashboard", "operations"}) {
    EXPECT_EQ(applied.outputs.at(Concat(key, "_deployment")),
              Live(key)["canonical_deployment"]["id"]);
    EXPECT_EQ(applied.outputs.at(Concat(key, "_url")),
              Concat("https://spectral-", key, ".pages.dev"));
    EXPECT_EQ(applied.outputs.at(Concat(key, "_commit")), revision_);
  }
  UseSite("dashboard", "goodbye");
  step_.on_message = nullptr;
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), ElementsAre("dashboard/deployment"));
  Apply();
  EXPECT_EQ(Deployments("dashboard").size(), 2u);
  EXPECT_EQ(Deployments("docs").size(), 1u);
}

TEST_F(StepTest, TheSameWorkInALaterReleaseIsSkippedWithTheReason) {
  const std::string deployment = Apply().outputs.at("docs_deployment");
  cloud_->Calls();
  generation_ = 8;
  revision_ = std::string(40, 'd');
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(), IsEmpty());
  EXPECT_THAT(ChangeOf(plan, "docs/same").note(),
              HasSubstr(Concat("skipped: ", "deployment ", deployment)));
  EXPECT_EQ(plan.outputs.at("docs_deployment"), deployment);
  EXPECT_EQ(plan.outputs.at("docs_commit"), std::string(40, 'c')) << "what is live";
  const kit::Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(applied.outputs.at("docs_deployment"), deployment);
  EXPECT_THAT(cloud_->Mutations(), IsEmpty());
}

TEST_F(StepTest, AVariableASecretAndTheRuntimeTakeEffectWithAnotherDeployment) {
  Apply();
  (*(*config_.mutable_projects())["docs"].mutable_variables())["API_ORIGIN"] = "https://elsewhere";
  kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(),
              UnorderedElementsAre("docs/variable/API_ORIGIN", "docs/deployment"));
  EXPECT_THAT(ChangeOf(plan, "docs/deployment").note(), HasSubstr("the bundle is the same"));
  Apply();
  ExpectDone(2, "variable");

  secrets_["SERVICE_KEY"] = "another";
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(),
              UnorderedElementsAre("docs/secret/SERVICE_KEY", "docs/deployment"));
  Apply();
  ExpectDone(3, "secret");

  // By somebody else, in the dashboard.
  cloud_->Ask(
      "PATCH", Concat("/accounts/", CloudflareUnderTest::kAccount, "/pages/projects/spectral-docs"),
      {{"production_branch", "main"},
       {"deployment_configs",
        {{"production",
          {{"compatibility_date", "2020-01-01"},
           {"env_vars",
            {{"API_ORIGIN", nullptr}, {"OLD", {{"type", "plain_text"}, {"value", "x"}}}}}}}}}});
  plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(),
              UnorderedElementsAre("docs/branch", "docs/compatibility", "docs/variable/API_ORIGIN",
                                   "docs/variable/OLD", "docs/deployment"));
  EXPECT_EQ(ChangeOf(plan, "docs/branch").before(), "main");
  EXPECT_EQ(ChangeOf(plan, "docs/compatibility").before(), "2020-01-01 nodejs_compat");
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "DEPLOY-PAGES-DRIFT");
  Apply();
  ExpectDone(4, "drift");
  EXPECT_FALSE(Live()["deployment_configs"]["production"]["env_vars"].contains("OLD"));
}

TEST_F(StepTest, WhatWasRolledBackIsDeployedAgain) {
  const std::string first = Apply().outputs.at("docs_deployment");
  UseSite("docs", "goodbye");
  Apply();
  cloud_->Ask("POST", Concat("/accounts/", CloudflareUnderTest::kAccount,
                             "/pages/projects/spectral-docs/deployments/", first, "/rollback"));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "DEPLOY-PAGES-DRIFT");
  Apply();
  ExpectDone(3);
}

TEST_F(StepTest, ADirtyTreeAndAnUnknownRevisionAreSaid) {
  revision_ = std::string(40, 'c') + "-dirty";
  Apply();
  json metadata = Live()["canonical_deployment"]["deployment_trigger"]["metadata"];
  EXPECT_EQ(metadata["commit_hash"], std::string(40, 'c'));
  EXPECT_EQ(metadata["commit_dirty"], true);
  revision_ = "unknown";
  UseSite("docs", "goodbye");
  Apply();
  metadata = Live()["canonical_deployment"]["deployment_trigger"]["metadata"];
  EXPECT_EQ(metadata["commit_hash"], "");
}

TEST_F(StepTest, NoSecretIsInAnArgumentALogOrAChange) {
  std::mutex mutex;
  std::string command_lines;
  step_.on_message = [&](const v1::HostMessage& message) {
    if (!message.has_progress()) return;
    const std::lock_guard lock(mutex);
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string name = entry.path().filename();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      command_lines += ReadFile(entry.path() / "cmdline", 1 << 20).value_or("");
    }
  };
  const kit::Recording applied = Apply();
  EXPECT_THAT(command_lines, HasSubstr("--commit-message")) << "wrangler was not seen";
  for (const char* marker : {"hunter2marker", "tokenmarker"}) {
    EXPECT_THAT(command_lines, Not(HasSubstr(marker)));
    EXPECT_THAT(applied.LogText(), Not(HasSubstr(marker)));
    for (const v1::Change& change : applied.changes) {
      EXPECT_THAT(change.DebugString(), Not(HasSubstr(marker)));
    }
  }
  EXPECT_THAT(Live().dump(), Not(HasSubstr("hunter2marker")));
}

}  // namespace
}  // namespace release::deploy_pages
