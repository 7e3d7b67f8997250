// Every rule: its table, its page, its source.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tools/base/text.h"
#include "tools/migrations/bundle/analysis.h"
#include "tools/migrations/rules/case_file.h"
#include "tools/migrations/rules/registry.h"

namespace release::migrations {
namespace {

const std::string kFolder = "tools/migrations/rules";

std::set<std::string> Stems(const std::string& folder) {
  std::set<std::string> stems;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "/" + folder)) {
    stems.insert(entry.path().stem().string());
  }
  return stems;
}

std::string SourceOf(std::string_view code) {
  std::string name(code.substr(std::string_view("MIGRATION-").size()));
  for (char& c : name) {
    c = c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return kFolder + "/" + name + ".cc";
}

std::string Text(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string FileName(size_t number) {
  return Concat("supabase/migrations/2026010100000", number, "_case.sql");
}

// The case's files after its setup, which release 1 has.
BundleReport Judged(const CaseFile& table, const RuleCase& one) {
  std::vector<SourceFile> sources;
  LockFile lock;
  if (!table.setup.empty()) {
    sources.push_back({FileName(0), table.setup});
    lock.entries.push_back({.file_name = "20260101000000_case.sql",
                            .name = ReadMigrationName("20260101000000_case.sql"),
                            .digest = DigestOf(table.setup),
                            .highest = StatementClass::kExpand,
                            .release = 1,
                            .offset = 0,
                            .length = 0});
  }
  for (size_t i = 0; i < one.files.size(); ++i) {
    sources.push_back({FileName(i + 1), one.files[i]});
  }
  return Analyze(std::move(sources), lock);
}

bool Finds(const BundleReport& bundle, const std::string& code) {
  for (const StatementReport& statement : bundle.files.back().statements) {
    for (const Finding& finding : statement.findings) {
      if (finding.rule->code == code) return true;
    }
  }
  return false;
}

TEST(RegistryTest, HasAtLeastSixtyRulesInTheOrderOfTheirCodes) {
  const std::vector<std::string> codes = RuleCodes();
  EXPECT_GE(codes.size(), 60u);
  EXPECT_TRUE(std::is_sorted(codes.begin(), codes.end()));
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), codes.size());
}

TEST(RegistryTest, EveryRuleHasSourceTableAndPageAndNothingIsLeftOver) {
  const std::vector<std::string> codes = RuleCodes();
  const std::set<std::string> known(codes.begin(), codes.end());
  EXPECT_EQ(Stems("cases"), known);
  EXPECT_EQ(Stems("pages"), known);
  for (const std::string& code : codes) {
    EXPECT_NE(Text(SourceOf(code)).find(Concat("\"", code, "\"")), std::string::npos)
        << SourceOf(code) << " does not define " << code;
  }
}

TEST(RegistryTest, EveryPageHasProblemSafeWayAndExampleAndTheRulesClass) {
  for (const Rule* rule : AllRules()) {
    const std::string page = Text(PageOf(*rule));
    for (const char* part : {"## Problem\n", "## Safe way\n", "## Example\n", "```sql\n"}) {
      EXPECT_NE(page.find(part), std::string::npos) << rule->code << " lacks " << part;
    }
    EXPECT_TRUE(page.starts_with(Concat("# ", rule->code, "\n"))) << rule->code;
    EXPECT_NE(page.find(Concat("Class: ", NameOf(rule->effect), ".")), std::string::npos)
        << rule->code;
    const std::string named = rule->squawk.empty() ? "squawk" : Concat("`", rule->squawk, "`");
    EXPECT_EQ(page.find(named) == std::string::npos, rule->squawk.empty()) << rule->code;
  }
}

TEST(RegistryTest, WhatRemovesOrTightensIsAlwaysRefused) {
  for (const Rule* rule : AllRules()) {
    if (rule->effect != StatementClass::kContract) continue;
    EXPECT_EQ(rule->severity, Rule::Severity::kRefused) << rule->code;
  }
}

TEST(TablesTest, EachRuleFindsWhatItsTableSaysAndNothingElse) {
  for (const CaseFile& table : ReadCaseFiles(kFolder + "/cases")) {
    int finding = 0, clean = 0;
    for (const RuleCase& one : table.cases) {
      const BundleReport bundle = Judged(table, one);
      EXPECT_EQ(Finds(bundle, table.code), one.finds) << table.code << ": " << one.title;
      (one.finds ? finding : clean) += 1;
      for (const v1::Diagnosis& error : bundle.problems.errors) {
        EXPECT_NE(error.code(), "MIGRATION-SYNTAX") << table.code << ": " << one.title;
      }
    }
    EXPECT_GE(finding, 1) << table.code;
    EXPECT_GE(clean, 1) << table.code;
  }
}

}  // namespace
}  // namespace release::migrations
