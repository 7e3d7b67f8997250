// The law over several files: releases, `completes`, `allow`.
#include "tools/migrations/bundle/analysis.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tools/base/text.h"
#include "tools/migrations/bundle/manifest.h"

namespace release::migrations {
namespace {

const std::string kOne = "20260101000000_one.sql", kTwo = "20260102000000_two.sql",
                  kThree = "20260103000000_three.sql";
const std::string kTable = "create table public.items (id bigint, note text);";

LockFile LockOf(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<v1::Diagnosis> errors;
  std::string text;
  int release = 0;
  for (const auto& [name, content] : files) {
    AppendTo(text, name, " ", DigestOf(content).hex(), " expand ", ++release, "\n");
  }
  LockFile lock = ReadLock("released.lock", text, errors);
  EXPECT_TRUE(errors.empty());
  return lock;
}

std::string Codes(const std::vector<v1::Diagnosis>& problems) {
  std::string codes;
  for (const v1::Diagnosis& problem : problems) codes += problem.code() + " ";
  return codes;
}

// Errors of `pending` behind a released table.
std::string ErrorsOf(const std::string& pending) {
  const BundleReport bundle = Analyze({{kOne, kTable}, {kTwo, pending}}, LockOf({{kOne, kTable}}));
  return Codes(bundle.problems.errors);
}

TEST(AnalysisTest, AnEmptyBundleIsAnError) {
  EXPECT_EQ(Codes(Analyze({}, {}).problems.errors), "MIGRATION-BUNDLE-EMPTY ");
}

TEST(AnalysisTest, TwoFilesWithOneVersionAreAnError) {
  const BundleReport bundle =
      Analyze({{kOne, kTable}, {"20260101000000_other.sql", "select 1"}}, {});
  EXPECT_EQ(Codes(bundle.problems.errors), "MIGRATION-DUPLICATE-VERSION ");
}

TEST(AnalysisTest, AContractStatementIsRefusedWithPlaceCauseAndCure) {
  const BundleReport bundle =
      Analyze({{kOne, kTable}, {kTwo, "-- away\nalter table public.items drop column note;"}},
              LockOf({{kOne, kTable}}));
  ASSERT_EQ(Codes(bundle.problems.errors), "MIGRATION-DROP-COLUMN ");
  const v1::Diagnosis& error = bundle.problems.errors[0];
  EXPECT_EQ(error.place().file(), kTwo);
  EXPECT_EQ(error.place().line(), 2u);
  EXPECT_NE(error.fix().find("-- release: completes VERSION"), std::string::npos);
}

TEST(AnalysisTest, AContractStatementPassesWhenItCompletesAReleasedMigration) {
  EXPECT_EQ(ErrorsOf("-- release: completes 20260101000000\n"
                     "alter table public.items drop column note;"),
            "");
}

TEST(AnalysisTest, WhatIsNotReleasedCannotBeCompleted) {
  EXPECT_EQ(ErrorsOf("-- release: completes 20260102000000\n"
                     "alter table public.items drop column note;"),
            "MIGRATION-COMPLETES-UNRELEASED MIGRATION-DROP-COLUMN ");
}

TEST(AnalysisTest, AContractStatementCannotBeAllowed) {
  EXPECT_EQ(ErrorsOf("-- release: allow MIGRATION-DROP-COLUMN: nobody reads it\n"
                     "alter table public.items drop column note;"),
            "MIGRATION-ALLOW-CONTRACT MIGRATION-DROP-COLUMN ");
}

TEST(AnalysisTest, AHazardIsAllowedWithAReasonAndTheManifestShowsIt) {
  const std::string sql =
      "-- release: allow MIGRATION-CREATE-INDEX-NOT-CONCURRENT: the table has ten rows\n"
      "create index items_id_idx on public.items (id);";
  EXPECT_EQ(ErrorsOf(sql), "");
  const BundleReport bundle = Analyze({{kOne, kTable}, {kTwo, sql}}, LockOf({{kOne, kTable}}));
  EXPECT_EQ(bundle.files[1].highest, StatementClass::kHazard);
  const std::string manifest = ManifestJson(bundle, "//db:m", "released.lock");
  EXPECT_NE(manifest.find("\"reason\": \"the table has ten rows\""), std::string::npos);
  EXPECT_EQ(manifest, ManifestJson(bundle, "//db:m", "released.lock"));
}

TEST(AnalysisTest, AnAllowThatNothingNeedsOrNobodyKnowsIsAnError) {
  EXPECT_EQ(ErrorsOf("-- release: allow MIGRATION-TRUNCATE: empty anyway\nselect 1;"),
            "MIGRATION-ALLOW-UNUSED ");
  EXPECT_EQ(ErrorsOf("-- release: allow MIGRATION-TRUNCAT: empty anyway\nselect 1;"),
            "MIGRATION-ALLOW-CODE ");
}

TEST(AnalysisTest, ReleasedFilesAreClassifiedButNotJudged) {
  const std::string drop = "alter table public.items drop column note;";
  const BundleReport bundle =
      Analyze({{kOne, kTable}, {kTwo, drop}}, LockOf({{kOne, kTable}, {kTwo, drop}}));
  EXPECT_EQ(Codes(bundle.problems.errors), "");
  EXPECT_EQ(bundle.files[1].highest, StatementClass::kContract);
}

TEST(AnalysisTest, WhatIsNewIsKnownAcrossFilesAndReleases) {
  const std::string add = "alter table public.items add column weight bigint;";
  const std::string drop = "alter table public.items drop column weight;";
  const BundleReport same =
      Analyze({{kOne, kTable}, {kTwo, add}, {kThree, drop}}, LockOf({{kOne, kTable}}));
  EXPECT_EQ(Codes(same.problems.errors), "");
  const BundleReport later =
      Analyze({{kOne, kTable}, {kTwo, add}, {kThree, drop}}, LockOf({{kOne, kTable}, {kTwo, add}}));
  EXPECT_EQ(Codes(later.problems.errors), "MIGRATION-DROP-COLUMN ");
}

TEST(AnalysisTest, NewerSyntaxIsOpaqueAndAWarning) {
  const BundleReport bundle =
      Analyze({{kOne, "merge into t using s on true when matched then delete returning *;"}}, {});
  EXPECT_EQ(Codes(bundle.problems.errors), "");
  EXPECT_EQ(Codes(bundle.problems.warnings), "MIGRATION-UNCHECKED ");
  EXPECT_EQ(bundle.files[0].highest, StatementClass::kOpaque);
}

TEST(AnalysisTest, AnEditedReleasedFileIsAnError) {
  const BundleReport bundle = Analyze({{kOne, kTable + " "}}, LockOf({{kOne, kTable}}));
  EXPECT_EQ(Codes(bundle.problems.errors), "MIGRATION-LOCK-EDITED ");
}

}  // namespace
}  // namespace release::migrations
