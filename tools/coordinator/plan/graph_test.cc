#include "tools/coordinator/plan/graph.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

struct Spec {
  const char* name;
  std::vector<const char*> after;
};

v1::PipelineManifest Pipeline(std::initializer_list<Spec> specs) {
  v1::PipelineManifest manifest;
  manifest.set_label("//release:rehearsal");
  for (const Spec& spec : specs) {
    v1::StepSpec* step = manifest.add_steps();
    step->set_name(spec.name);
    step->set_label(absl::StrCat("//release:", spec.name));
    for (const char* after : spec.after) step->add_after(after);
  }
  return manifest;
}

std::vector<v1::Diagnosis> ProblemsOf(const v1::PipelineManifest& manifest) {
  return ProblemsIn(StepGraph::Of(manifest).status()).list;
}

TEST(StepGraphTest, StepsComeAfterWhatTheyNeedAndElseInTheManifestsOrder) {
  const auto graph = StepGraph::Of(Pipeline({
      {"smoke", {"deploy-app", "migrate"}},
      {"migrate", {"preflight"}},
      {"preflight", {}},
      {"deploy-pages", {"preflight"}},
      {"deploy-app", {"migrate"}},
  }));
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->Names(), (std::vector<std::string>{"preflight", "migrate", "deploy-pages",
                                                      "deploy-app", "smoke"}));
}

TEST(StepGraphTest, NeighboursAreKnownInBothDirections) {
  const auto graph =
      StepGraph::Of(Pipeline({{"a", {}}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"c", "b", "b"}}}));
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->before(0), (std::vector<StepIndex>{1, 2}));
  EXPECT_EQ(graph->after(3), (std::vector<StepIndex>{1, 2}));
  EXPECT_EQ(graph->Find("c"), StepIndex{2});
  EXPECT_EQ(graph->Find("e"), std::nullopt);
}

TEST(StepGraphTest, TheManifestPositionIsKeptThroughSorting) {
  const auto graph = StepGraph::Of(Pipeline({{"last", {"first"}}, {"first", {}}}));
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->manifest_position(0), 1);
  EXPECT_EQ(graph->manifest_position(1), 0);
}

TEST(StepGraphTest, AnUnknownAfterIsRefusedWithTheNamesThatExist) {
  const auto problems = ProblemsOf(Pipeline({{"migrate", {}}, {"smoke", {"migrat"}}}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "PLAN-AFTER-UNKNOWN");
  EXPECT_EQ(problems[0].what(),
            "step `smoke` comes after `migrat`, which this pipeline does not have");
  EXPECT_EQ(problems[0].why(), "it has: migrate, smoke");
  EXPECT_EQ(problems[0].fix(), "change `after` of //release:smoke; did you mean `migrate`?");
}

TEST(StepGraphTest, ANameUsedTwiceIsRefusedWithBothLabels) {
  v1::PipelineManifest manifest = Pipeline({{"smoke", {}}, {"smoke", {}}});
  manifest.mutable_steps(1)->set_label("//other:smoke");
  const auto problems = ProblemsOf(manifest);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "PLAN-STEP-TWICE");
  EXPECT_EQ(problems[0].why(), "they are //release:smoke and //other:smoke");
}

TEST(StepGraphTest, AllProblemsAreToldAtOnce) {
  EXPECT_EQ(ProblemsOf(Pipeline({{"a", {"x"}}, {"a", {"y"}}, {"b", {"z"}}})).size(), 4u);
}

TEST(StepGraphTest, ACycleIsShownFromStepToStep) {
  const auto problems =
      ProblemsOf(Pipeline({{"free", {}}, {"a", {"c", "free"}}, {"b", {"a"}}, {"c", {"b"}}}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "PLAN-CYCLE");
  EXPECT_EQ(problems[0].what(), "the steps wait for each other: a -> b -> c -> a");
}

TEST(StepGraphTest, AStepBehindACycleIsNotPartOfIt) {
  const auto problems = ProblemsOf(
      Pipeline({{"behind", {"a"}}, {"a", {"b"}}, {"b", {"a"}}, {"further", {"behind"}}}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].what(), "the steps wait for each other: a -> b -> a");
}

TEST(StepGraphTest, AStepAfterItselfIsACycle) {
  const auto problems = ProblemsOf(Pipeline({{"a", {"a"}}}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].what(), "the steps wait for each other: a -> a");
}

TEST(StepGraphTest, APipelineWithoutStepsIsRefused) {
  const auto problems = ProblemsOf(Pipeline({}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "PLAN-NO-STEPS");
}

}  // namespace
}  // namespace release
