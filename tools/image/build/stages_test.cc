// Stages, bases and what passes from one to another.
#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/image/build/build_image.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/build/testing.h"
#include "tools/image/oci/layout_reader.h"

namespace release::image {
namespace {

// Builds `dockerfile` into `workshop`'s folder `name`, to be a base.
BaseSource MakeBase(Workshop& workshop, const std::string& name, const std::string& dockerfile) {
  BuildRequest request = workshop.request;
  request.dockerfile = workshop.Write(name + ".Dockerfile", dockerfile);
  request.output = workshop.Path(name);
  const absl::StatusOr<BuildResult> result = BuildImage(request);
  EXPECT_TRUE(result.ok()) << result.status();
  return {.kind = BaseSource::Kind::kLayout,
          .path = request.output,
          .digest = result.ok() ? result->digest : Digest()};
}

TEST(StagesTest, FilesComeFromAStageByNameOrNumberWithTheirOwners) {
  Workshop workshop;
  workshop.Declare({"a", "b*"});
  const absl::StatusOr<StageState> stage = workshop.Evaluate(
      "FROM scratch AS Build\nCOPY --chown=5:6 a b /o/\nFROM scratch\n"
      "COPY --from=build /o /p\nCOPY --from=0 --chown=1:2 /o/b /q/\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(Shown(*stage), "p/ 755 5:6, p/a 644:a 5:6, p/b 755:b 5:6 | q/ 755 1:2, q/b 755:b 1:2");
}

TEST(StagesTest, AStageBeginsAsItsBaseStageIsAndOwnsItsEntrypoint) {
  Workshop workshop;
  workshop.Declare({"a"});
  const absl::StatusOr<StageState> stage = workshop.Evaluate(
      "FROM scratch AS base\nARG V=1\nENV A=x\nCOPY a /a\nCMD [\"c\"]\nUSER 5\n"
      "FROM base\nENV B=$A$V\nENTRYPOINT [\"e\"]\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(Shown(*stage), "a 644:a");
  EXPECT_EQ(stage->image.config.env.back(), "B=x1");
  EXPECT_EQ(stage->image.config.user, "5");
  EXPECT_FALSE(stage->image.config.cmd.has_value());
  EXPECT_EQ(stage->image.history.size(), 7u);
}

TEST(StagesTest, OnlyTheStagesThatTheTargetNeedsAreBuilt) {
  Workshop workshop;
  workshop.Declare({"a"});
  workshop.request.target = "1";
  const absl::StatusOr<StageState> stage = workshop.Evaluate(
      "FROM nobody/has:this AS unused\nCOPY missing /\nFROM scratch AS wanted\nCOPY a /\n"
      "FROM wanted\nRUN false\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(Shown(*stage), "a 644:a");
}

TEST(StagesTest, GlobalArgumentsNameTheBase) {
  Workshop workshop;
  workshop.request.build_args = {{"KIND", "two"}};
  const absl::StatusOr<StageState> stage = workshop.Evaluate(
      "ARG KIND=one\nFROM scratch AS one\nUSER 1\nFROM scratch AS two\nUSER 2\nFROM ${KIND}\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.config.user, "2");
}

TEST(StagesTest, OnbuildOfAStageRunsInTheStagesMadeFromIt) {
  Workshop workshop;
  workshop.Declare({"a"});
  const absl::StatusOr<StageState> stage = workshop.Evaluate(
      "FROM scratch AS base\nONBUILD COPY a /triggered\nFROM base\nCOPY a /own\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(Shown(*stage), "triggered 644:a | own 644:a");
  EXPECT_TRUE(stage->image.config.on_build.empty());
}

TEST(StagesTest, ABaseGivesConfigurationLayersHistoryAndTriggers) {
  Workshop workshop;
  workshop.Declare({"a", "b"});
  workshop.request.bases["base:1"] =
      MakeBase(workshop, "base",
               "FROM scratch\nENV A=x PATH=/p\nCOPY --chown=3:4 a /d/a\nLABEL l=1\n"
               "CMD [\"c\"]\nONBUILD COPY b /d/\n");
  const absl::StatusOr<StageState> stage =
      workshop.Evaluate("FROM base:1\nENV B=$A\nCOPY --from=base:1 /d/a /e\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.config.env, (std::vector<std::string>{"PATH=/p", "A=x", "B=x"}));
  EXPECT_EQ(stage->image.config.labels.at("l"), "1");
  EXPECT_EQ(stage->image.config.cmd, std::vector<std::string>{"c"});
  EXPECT_TRUE(stage->image.config.on_build.empty());
  EXPECT_EQ(stage->layers.size(), 3u);
  EXPECT_EQ(Shown(*stage), "d/b 644:b | e 644:a 3:4");
  EXPECT_EQ(stage->image.history.size(), 7u);
}

TEST(StagesTest, ShortNamesMeanWhatDockerMeans) {
  Workshop workshop;
  workshop.request.bases["docker.io/library/base:latest"] =
      MakeBase(workshop, "base", "FROM scratch\nUSER 9\n");
  const absl::StatusOr<StageState> stage = workshop.Evaluate("FROM base\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.config.user, "9");
}

TEST(StagesTest, TheDockerfileMayPinTheBaseItself) {
  Workshop workshop;
  BaseSource base = MakeBase(workshop, "base", "FROM scratch\nUSER 9\n");
  const std::string digest = DigestText(*base.digest);
  base.digest.reset();
  workshop.request.bases["base"] = base;
  const absl::StatusOr<StageState> stage = workshop.Evaluate("FROM base@" + digest + "\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.config.user, "9");
}

TEST(StagesTest, AnArchiveForDockerIsABaseToo) {
  Workshop workshop;
  workshop.Declare({"a"});
  workshop.request.docker_archive = workshop.Path("base.tar");
  const BaseSource layout =
      MakeBase(workshop, "base", "FROM scratch\nCOPY a /a\nHEALTHCHECK NONE\n");
  const absl::StatusOr<Image> image = ReadLayout(layout.path, {.digest = *layout.digest});
  ASSERT_TRUE(image.ok()) << image.status();
  workshop.request.docker_archive.clear();
  workshop.request.bases["base"] = {.kind = BaseSource::Kind::kDockerArchive,
                                    .path = workshop.Path("base.tar"),
                                    .digest = image->config_blob.digest};
  workshop.request.dockerfile = workshop.Write("Dockerfile", "FROM base\nCOPY --from=base /a /b");
  const absl::StatusOr<BuildResult> built = BuildImage(workshop.request);
  ASSERT_TRUE(built.ok()) << built.status();
  const absl::StatusOr<Image> result = ReadLayout(workshop.Path("out"), {.digest = built->digest});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->layers.size(), 2u);
}

TEST(StagesTest, LateLabelsWinAndLeaveTheLayersAlone) {
  Workshop workshop;
  workshop.Declare({"a"});
  const std::string text = "FROM scratch\nCOPY a /\nLABEL a=1 b=1\n";
  const BaseSource plain = MakeBase(workshop, "plain", text);
  workshop.request.labels = {{"b", "2"}};
  const BaseSource labelled = MakeBase(workshop, "labelled", text);
  const absl::StatusOr<Image> first = ReadLayout(plain.path, {.digest = *plain.digest});
  const absl::StatusOr<Image> second = ReadLayout(labelled.path, {.digest = *labelled.digest});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(second->config.config.labels.at("a"), "1");
  EXPECT_EQ(second->config.config.labels.at("b"), "2");
  EXPECT_EQ(first->config.diff_ids, second->config.diff_ids);
}

}  // namespace
}  // namespace release::image
