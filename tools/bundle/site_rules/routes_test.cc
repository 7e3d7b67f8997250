#include "tools/bundle/site_rules/routes.h"

#include <gtest/gtest.h>

#include "tools/bundle/site_rules/testing.h"

namespace release::bundle {
namespace {

using Case = MistakeCase;

class RoutesTest : public testing::TestWithParam<Case> {};

TEST_P(RoutesTest, TellsWhatPagesRefusesAndWhere) {
  const auto mistakes = CheckRoutes(GetParam().text, "public/_routes.json");
  EXPECT_EQ(Places(mistakes), GetParam().places);
  EXPECT_TRUE(AreToldWell(mistakes, "public/_routes.json"));
}

std::string Include(const std::string& rules, const std::string& more = "") {
  return "{\"version\": 1,\n\"include\": [" + rules + "],\n\"exclude\": []" + more + "}";
}

std::string Many(int count) {
  std::string rules = "\"/a0\"";
  for (int i = 1; i < count; ++i) rules += ", \"/a" + std::to_string(i) + "x\"";
  return rules;
}

const Case kCases[] = {
    {"Good", Include("\"/api/*\", \"/x\"", ",\n\"description\": \"ours\""), {}},
    {"NotJson", "{\"version\": 1,\n  include: []}", {"ROUTES-NOT-JSON 2:3"}},
    {"TrailingComma",
     "{\"version\": 1,\n\"include\": [\"/*\",],\n\"exclude\": []}",
     {"ROUTES-NOT-JSON 2:18"}},
    {"EmptyFile", "", {"ROUTES-NOT-JSON 1:1"}},
    {"NotUtf8", Include("\"/\xff\""), {"ROUTES-NOT-JSON 2:15"}},
    {"TooDeep", std::string(5000, '['), {"ROUTES-NOT-JSON 1:1"}},
    {"NoVersion", "{\"include\": [\"/*\"], \"exclude\": []}", {"ROUTES-SHAPE 0:0"}},
    {"OtherVersion",
     "{\"version\": 2, \"include\": [\"/*\"], \"exclude\": []}",
     {"ROUTES-SHAPE 0:0"}},
    {"NoExclude", "{\"version\": 1, \"include\": [\"/*\"]}", {"ROUTES-SHAPE 0:0"}},
    {"RulesAreNoText", "{\"version\": 1, \"include\": [1], \"exclude\": []}", {"ROUTES-SHAPE 0:0"}},
    {"NoList", "[]", {"ROUTES-SHAPE 0:0"}},
    {"NoInclude", Include(""), {"ROUTES-NO-INCLUDE 2:1"}},
    {"UnknownKey", Include("\"/*\"", ",\n\"excludes\": []"), {"ROUTES-UNKNOWN-KEY 4:1"}},
    {"NoSlash", Include("\"/a\", \"api/*\""), {"ROUTES-RULE 2:19"}},
    {"Hundred", Include(Many(100)), {}},
    {"TooMany", Include(Many(101)), {"ROUTES-TOO-MANY 0:0"}},
    {"TooLong", Include("\"/" + std::string(100, 'a') + "\""), {"ROUTES-RULE-TOO-LONG 2:13"}},
    {"Overlap", Include("\"/api/*\", \"/api/x\""), {"ROUTES-OVERLAP 2:23"}},
};

INSTANTIATE_TEST_SUITE_P(Table, RoutesTest, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace release::bundle
