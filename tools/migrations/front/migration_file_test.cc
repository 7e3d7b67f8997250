// What a migration file may not be.
#include "tools/migrations/front/migration_file.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/migrations/sql/parse.h"

namespace release::migrations {
namespace {

const std::string kPath = "supabase/migrations/20260105090000_things.sql";

struct Answer {
  MigrationFile file;
  Problems problems;
  std::string codes() const {
    std::string codes;
    for (const v1::Diagnosis& error : problems.errors) codes += error.code() + " ";
    return codes;
  }
};

Answer ReadText(std::string text, std::string path = kPath) {
  Answer answer;
  OnLargeStack(
      [&] { answer.file = ReadMigration(std::move(path), std::move(text), answer.problems); });
  return answer;
}

std::string CodesOf(std::string text) { return ReadText(std::move(text)).codes(); }

TEST(MigrationFileTest, AGoodFileHasItsStatementsAndNoProblem) {
  const Answer answer = ReadText("create table a.t (id bigint);\n-- the end\nselect 1;\n");
  EXPECT_EQ(answer.codes(), "");
  ASSERT_EQ(answer.file.statements.size(), 2u);
  EXPECT_EQ(answer.file.statements[0].root().kind(), "CreateStmt");
  EXPECT_EQ(answer.file.name.version, "20260105090000");
}

TEST(MigrationFileTest, NamesAreStrict) {
  for (const char* name :
       {"1_a.sql", "20260105090000.sql", "20260105090000_.sql", "20260105090000_A.sql",
        "20260105090000-a.sql", "20261305090000_a.sql", "20260230090000_a.sql",
        "20250229090000_a.sql", "20260105240000_a.sql", "20260105096000_a.sql",
        "20260105090060_a.sql", "20260105090000_a.txt", "20260105090000__a.sql", ""}) {
    EXPECT_EQ(ReadText("select 1", std::string("m/") + name).codes(), "MIGRATION-NAME ") << name;
  }
  EXPECT_EQ(ReadText("select 1", "20240229235959_a1_b.sql").codes(), "");
}

TEST(MigrationFileTest, ASyntaxErrorHasItsPlaceInTheFile) {
  const Answer answer = ReadText("select 1;\n\nselect 'ä',\n  frm x y z;\n");
  ASSERT_EQ(answer.codes(), "MIGRATION-SYNTAX ");
  const v1::Diagnosis& error = answer.problems.errors[0];
  EXPECT_EQ(error.what(), "syntax error at or near \"y\"");
  EXPECT_EQ(error.place().file(), kPath);
  EXPECT_EQ(error.place().line(), 4u);
  EXPECT_EQ(error.place().column(), 9u);
  EXPECT_EQ(error.place().excerpt(), "  frm x y z;");
}

TEST(MigrationFileTest, AnErrorAtTheEndOfAStatementPointsAtItsLastByte) {
  const Answer answer = ReadText("create table t\n;\n");
  ASSERT_EQ(answer.codes(), "MIGRATION-SYNTAX ");
  EXPECT_EQ(answer.problems.errors[0].place().column(), 14u);
  EXPECT_EQ(answer.problems.errors[0].place().line(), 1u);
}

TEST(MigrationFileTest, TransactionControlCopyMetaCommandsAndBadBytesAreRefused) {
  EXPECT_EQ(CodesOf("begin; select 1; commit;"),
            "MIGRATION-TRANSACTION-CONTROL MIGRATION-TRANSACTION-CONTROL ");
  EXPECT_EQ(CodesOf("copy t from stdin;\n1\tone\n\\.\n"), "MIGRATION-COPY-CLIENT ");
  EXPECT_EQ(CodesOf("\\connect other\nselect 1;"), "MIGRATION-META-COMMAND ");
  EXPECT_EQ(CodesOf(std::string("select 1;\0", 10)), "MIGRATION-NUL ");
  EXPECT_EQ(CodesOf("select 'it"), "MIGRATION-UNTERMINATED ");
}

TEST(MigrationFileTest, InvalidUtf8IsToldWithItsPlace) {
  const Answer answer = ReadText("select 1;\n-- caf\xE9\n");
  ASSERT_EQ(answer.codes(), "MIGRATION-ENCODING ");
  EXPECT_EQ(answer.problems.errors[0].place().line(), 2u);
  EXPECT_EQ(answer.problems.errors[0].place().column(), 7u);
}

TEST(MigrationFileTest, FiftyMegabytesAreTooLargeAndTheLimitIsSaid) {
  const Answer answer = ReadText(std::string(50 << 20, ' '));
  ASSERT_EQ(answer.codes(), "MIGRATION-TOO-LARGE ");
  EXPECT_NE(answer.problems.errors[0].what().find("the limit is 16777216"), std::string::npos);
}

TEST(MigrationFileTest, OnlyInsertMayBeLargerThanAMegabyte) {
  std::string rows = "insert into t values (0)";
  while (rows.size() <= kLargestTree) rows += ",(1)";
  const Answer insert = ReadText(rows);
  EXPECT_EQ(insert.codes(), "");
  ASSERT_EQ(insert.file.statements.size(), 1u);
  EXPECT_FALSE(insert.file.statements[0].root());
  EXPECT_EQ(CodesOf(rows + " oops oops"), "MIGRATION-SYNTAX ");
  EXPECT_EQ(CodesOf("select '" + std::string(kLargestTree, 'x') + "'"), "MIGRATION-TOO-LARGE ");
}

TEST(MigrationFileTest, TheDeepestTreeFitsOnTheStack) {
  std::string deep = "select 1";
  while (deep.size() + 2 < kLargestTree) deep += "+1";
  EXPECT_EQ(CodesOf(deep), "");
}

TEST(MigrationFileTest, WhatRunsOutsideOfTransactionsStandsAloneAndCanRunAgain) {
  EXPECT_EQ(CodesOf("create index concurrently if not exists i on t (a);"), "");
  EXPECT_EQ(CodesOf("create index concurrently i on t (a);"), "MIGRATION-NOT-RERUNNABLE ");
  EXPECT_EQ(CodesOf("select 1; vacuum t;"), "MIGRATION-NOT-ALONE ");
  EXPECT_EQ(CodesOf("vacuum t;"), "");
}

TEST(MigrationFileTest, AFileWithoutStatementsIsAWarning) {
  const Answer answer = ReadText("-- nothing yet\n");
  EXPECT_EQ(answer.codes(), "");
  ASSERT_EQ(answer.problems.warnings.size(), 1u);
  EXPECT_EQ(answer.problems.warnings[0].code(), "MIGRATION-EMPTY");
}

TEST(MigrationFileTest, DirectivesAreReadFromLineCommentsOnly) {
  const Answer answer = ReadText(
      "-- release: completes 20250101000000\n"
      "--release:  allow MIGRATION-DROP-INDEX : it was never used\n"
      "select '-- release: nonsense';\n/* -- release: nonsense */\n");
  EXPECT_EQ(answer.codes(), "");
  ASSERT_EQ(answer.file.directives.list.size(), 2u);
  EXPECT_EQ(answer.file.directives.list[0].argument, "20250101000000");
  EXPECT_EQ(answer.file.directives.list[1].argument, "MIGRATION-DROP-INDEX");
  EXPECT_EQ(answer.file.directives.list[1].reason, "it was never used");
}

TEST(MigrationFileTest, DirectivesThatSayNothingKnownAreRefused) {
  for (const char* comment :
       {"-- release: complete 20250101000000", "-- release: completes 2025", "-- release: allow",
        "-- release: allow MIGRATION-DROP-INDEX", "-- release: allow MIGRATION-DROP-INDEX:  ",
        "-- release: allow drop-index: because", "-- release:"}) {
    EXPECT_EQ(CodesOf(std::string("select 1;\n") + comment + "\n"), "MIGRATION-DIRECTIVE ")
        << comment;
  }
}

}  // namespace
}  // namespace release::migrations
