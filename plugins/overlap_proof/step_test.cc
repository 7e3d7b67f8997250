// The proof on real parts: PostgreSQL, the registry, and the product's API as the live image.
#include <string>
#include <vector>

#include "plugins/overlap_proof/overlap_fixture.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"

namespace release::overlap_proof {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kExpand[] = "alter table public.worlds add column if not exists mood text;";
// With the reason that lets it pass the build's checks.
constexpr char kContract[] =
    "-- release: allow MIGRATION-DROP-COLUMN: nobody reads it any more, we think\n"
    "alter table public.agent_messages drop column author;";

class StepTest : public OverlapFixture {};

TEST_F(StepTest, AnExpandMigrationIsProvenAndTheNextRunFindsTheProof) {
  DeployProduct();
  AddMigration("20991001000000_worlds_mood.sql", kExpand);
  EXPECT_TRUE(kit::Converges(step_, Call(v1::PHASE_PLAN)));
  EXPECT_EQ(Value("select count(*) from information_schema.columns where column_name = 'mood'"),
            "0")
      << "the environment's database is only read";
  EXPECT_THAT(Leftovers(), IsEmpty());
}

TEST_F(StepTest, AContractMigrationFailsWithTheProbeTheErrorAndTheFile) {
  DeployProduct();
  AddMigration("20991001000000_worlds_mood.sql", kExpand);
  AddMigration("20991002000000_drop_author.sql", kContract);
  const kit::Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  ASSERT_EQ(failed.code(), "OVERLAP-BREAKS-PREVIOUS") << failed;
  const v1::Diagnosis& diagnosis = failed.result->diagnosis();
  EXPECT_THAT(diagnosis.what(), HasSubstr("20991002000000_drop_author.sql"));
  EXPECT_THAT(diagnosis.fix(), HasSubstr("expand"));
  std::string evidence = diagnosis.why();
  for (const std::string& line : diagnosis.evidence()) AppendTo(evidence, "\n", line);
  EXPECT_THAT(evidence, AllOf(HasSubstr("probe `"), HasSubstr("ERROR:  column"),
                              HasSubstr("author"), HasSubstr("previous generation: ")));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "OVERLAP-NO-PROOF");
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), ElementsAre("proof/" + digest_))
      << "a proof that failed is made again";
  EXPECT_THAT(Leftovers(), IsEmpty());
}

TEST_F(StepTest, TheFirstReleaseHasNoGenerationBeforeIt) {
  AddMigration("20991001000000_worlds_mood.sql", kExpand);
  const kit::Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_UNCHANGED) << applied;
  EXPECT_EQ(applied.outputs.at("verdict"), "first");
  EXPECT_THAT(applied.LogText(), HasSubstr("no generation before this one"));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(StepTest, NothingPendingIsNothingToProve) {
  DeployProduct();
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), IsEmpty());
  const kit::Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_UNCHANGED) << applied;
  EXPECT_EQ(applied.outputs.at("verdict"), "nothing pending");
}

}  // namespace
}  // namespace release::overlap_proof
