// What people are told about a wrong environments file.
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis_text.h"
#include "tools/coordinator/config/environment.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

std::vector<v1::Diagnosis> ProblemsOf(std::string text, std::string name = "p",
                                      std::vector<Override> overrides = {}) {
  const auto environment = ParseEnvironment(std::move(text), {.file = "",
                                                              .display = "infra/environments.toml",
                                                              .name = std::move(name),
                                                              .overrides = std::move(overrides)});
  return ProblemsIn(environment.status()).list;
}

struct Case {
  const char* test;  // what is wrong, as a word
  const char* text;  // the file
  const char* code;  // of the one problem
  int line;          // where
  int column;
  const char* words;  // within what, why or fix
};

class EnvironmentProblem : public testing::TestWithParam<Case> {};

TEST_P(EnvironmentProblem, IsToldWithItsPlaceAndCause) {
  const std::vector<v1::Diagnosis> problems = ProblemsOf(GetParam().text);
  ASSERT_EQ(problems.size(), 1u) << (problems.empty() ? "" : problems.back().ShortDebugString());
  const v1::Diagnosis& problem = problems[0];
  EXPECT_EQ(problem.code(), GetParam().code);
  EXPECT_EQ(problem.place().file(), "infra/environments.toml");
  EXPECT_EQ(static_cast<int>(problem.place().line()), GetParam().line);
  EXPECT_EQ(static_cast<int>(problem.place().column()), GetParam().column);
  EXPECT_NE(
      absl::StrCat(problem.what(), "\n", problem.why(), "\n", problem.fix()).find(GetParam().words),
      std::string::npos)
      << problem.DebugString();
  EXPECT_FALSE(problem.fix().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Each, EnvironmentProblem,
    testing::Values(
        Case{"UnknownSetting", "[p]\ndescripton = \"x\"\n", "CONFIG-UNKNOWN-KEY", 2, 1,
             "did you mean `description`?"},
        Case{"SettingOfTheWrongType", "[p]\nallow_local = \"yes\"\n", "CONFIG-WRONG-TYPE", 2, 15,
             "`allow_local` is a string, not true or false"},
        Case{"DateWhereTextBelongs", "[p]\ndescription = 2026-11-24\n", "CONFIG-WRONG-TYPE", 2, 15,
             "a date or time"},
        Case{"TableWhereTextBelongs", "[p.description]\nx = 1\n", "CONFIG-WRONG-TYPE", 1, 1,
             "`description` is a table, not a string"},
        Case{"SettingOutsideAnEnvironment", "description = \"x\"\n[p]\n", "CONFIG-WRONG-TYPE", 1, 1,
             "each key is an environment"},
        Case{"DuplicateKey", "[p]\nallow_local = true\nallow_local = false\n",
             "CONFIG-DUPLICATE-KEY", 3, 1, "defined twice"},
        Case{"UnknownParent", "[p]\ninherits = \"bas\"\n[base]\n", "CONFIG-INHERITS-UNKNOWN", 2, 12,
             "did you mean `base`?"},
        Case{"CycleOfParents", "[p]\ninherits = \"q\"\n[q]\ninherits = \"p\"\n",
             "CONFIG-INHERITS-CYCLE", 2, 12, "p -> q -> p"},
        Case{"ParentOfItself", "[p]\ninherits = \"p\"\n", "CONFIG-INHERITS-CYCLE", 2, 12, "p -> p"},
        Case{"UnknownHostReference",
             "[p.hosts]\napi = \"a.b\"\n[p.steps.smoke]\nurl = \"https://${hosts.apo}/\"\n",
             "CONFIG-REFERENCE-UNKNOWN", 4, 16, "did you mean `api`?"},
        Case{"UnknownVariableReference", "[p.steps.smoke]\nurl = \"${variables.X}\"\n",
             "CONFIG-REFERENCE-UNKNOWN", 2, 8, "has no variables"},
        Case{"SecretReferenceInAStep", "[p.steps.smoke]\nurl = \"${secrets.X}\"\n",
             "CONFIG-REFERENCE-KIND", 2, 8, "a secret never becomes part"},
        Case{"EnvReferenceInAStep", "[p.steps.smoke]\nurl = \"${env:HOME}\"\n",
             "CONFIG-REFERENCE-KIND", 2, 8, "a secret never becomes part"},
        Case{"ReferenceOfUnknownKind", "[p.steps.smoke]\nurl = \"${host.api}\"\n",
             "CONFIG-REFERENCE-KIND", 2, 8, "did you mean `hosts`?"},
        Case{"ReferenceThatIsNeverClosed", "[p.steps.smoke]\nlist = [\"a\", \"${hosts.api\"]\n",
             "CONFIG-REFERENCE-OPEN", 2, 15, "never closed"},
        Case{"ReferenceOutsideSteps", "[p.variables]\nURL = \"https://${hosts.api}\"\n",
             "CONFIG-REFERENCE-PLACE", 2, 7, "strings of `steps` only"},
        Case{"LiteralSecret", "[p.secrets]\nTOKEN = \"hunter2\"\n", "CONFIG-SECRET-LITERAL", 2, 9,
             "may be the secret itself"},
        Case{"ConnectionStringAsSecret", "[p.secrets]\nURL = \"postgres://u:hunter2@h/d\"\n",
             "CONFIG-SECRET-LITERAL", 2, 7, "may be the secret itself"},
        Case{"OpReferenceWithoutField", "[p.secrets]\nTOKEN = \"op://vault/item\"\n",
             "CONFIG-SECRET-REFERENCE", 2, 9, "vault/item/field"},
        Case{"OpReferenceWithAnEmptyPart", "[p.secrets]\nTOKEN = \"op://vault//field\"\n",
             "CONFIG-SECRET-REFERENCE", 2, 9, "none empty"},
        Case{"EnvReferenceWithoutName", "[p.secrets]\nTOKEN = \"env:\"\n",
             "CONFIG-SECRET-REFERENCE", 2, 9, "write \"env:TOKEN\""},
        Case{"SecretThatIsNoString", "[p.secrets]\nTOKEN = 12345678\n", "CONFIG-WRONG-TYPE", 2, 9,
             "a string that says where it is kept"},
        Case{"LowerCaseVariable", "[p.variables]\nlog_level = \"x\"\n", "CONFIG-NAME-REFUSED", 2, 1,
             "lower case"},
        Case{"SpaceInASecretsName", "[p.secrets]\n\"A B\" = \"env:A\"\n", "CONFIG-NAME-REFUSED", 2,
             1, "A-Z, 0-9 and _"},
        Case{"NameThatGitHubReserves", "[p.secrets]\nGITHUB_TOKEN = \"env:A\"\n",
             "CONFIG-NAME-REFUSED", 2, 1, "belong to GitHub"},
        Case{"NameInBothTables", "[p.variables]\nA = \"x\"\n[p.secrets]\nA = \"env:A\"\n",
             "CONFIG-NAME-TWICE", 4, 1, "both a variable and a secret"},
        Case{"VariableThatIsNoString", "[p.variables]\nPORT = 8080\n", "CONFIG-WRONG-TYPE", 2, 8,
             "write the value in quotes"},
        Case{"PasswordInAVariable", "[p.variables]\nURL = \"postgres://u:hunter2@h/d\"\n",
             "CONFIG-VALUE-SECRET", 2, 7, "[p.secrets]"},
        Case{"HostWithAScheme", "[p.hosts]\napi = \"https://a.b\"\n", "CONFIG-HOST", 2, 7,
             "it has a scheme"},
        Case{"StepThatIsNoTable", "[p.steps]\nsmoke = true\n", "CONFIG-WRONG-TYPE", 2, 9,
             "`steps.smoke` is true or false, not a table"},
        Case{"NameThatIsNoStep", "[p.steps.Smoke]\n", "CONFIG-NAME", 1, 10, "cannot name a step"},
        Case{"NameThatIsNoEnvironment", "[p]\n[Prod]\n", "CONFIG-NAME", 2, 2,
             "cannot name an environment"},
        Case{"TextAfterAValue", "[p]\ndescription = \"x\" y\n", "CONFIG-SYNTAX", 2, 19,
             "expected a comment"},
        Case{"UnknownEnvironment", "[produktion]\n[q]\n", "CONFIG-ENVIRONMENT-UNKNOWN", 0, 0,
             "the file has: produktion, q"}),
    [](const testing::TestParamInfo<Case>& each) { return std::string(each.param.test); });

TEST(EnvironmentProblemsTest, AllAreToldAtOnceInTheOrderOfTheFile) {
  const auto problems = ProblemsOf(R"([p]
descripton = "x"
allow_local = 1
allow_local = 2
inherits = "nobody"
[p.hosts]
api = "https://a"
[p.secrets]
TOKEN = "hunter2"
[q.steps.smoke]
url = "${hosts.api}"
)");
  std::vector<std::string> told;
  for (const v1::Diagnosis& problem : problems) {
    told.push_back(absl::StrCat(problem.place().line(), " ", problem.code()));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"2 CONFIG-UNKNOWN-KEY", "3 CONFIG-WRONG-TYPE",
                                            "4 CONFIG-DUPLICATE-KEY", "5 CONFIG-INHERITS-UNKNOWN",
                                            "7 CONFIG-HOST", "9 CONFIG-SECRET-LITERAL",
                                            "11 CONFIG-REFERENCE-UNKNOWN"}));
}

TEST(EnvironmentProblemsTest, NoValueThatMayBeSecretIsQuoted) {
  for (const char* text : {
           "[p.secrets]\nA = \"hunter2\"\n",
           "[p]\nsecrets = { A = \"hunter2\", b = \"hunter2\" }\n",
           "[p.secrets]\nA = hunter2\n",
           "[p.secrets]\nA = \"hunter2\nB = 1\n",
           "[p.secrets]\nA = \"env:A\"\nA = \"hunter2\"\n",
           "[p.secrets]\nA = \"op://hunter2\"\n",
           "[p.secrets]\nA = \"env:hunter2 x\"\n",
           "[p.variables]\nU = \"https://me:hunter2@h/\"\n",
           "[p.hosts]\napi = \"https://me:hunter2@h/\"\n",
       }) {
    const auto problems = ProblemsOf(text);
    EXPECT_FALSE(problems.empty()) << text;
    for (const v1::Diagnosis& problem : problems) {
      EXPECT_EQ(problem.DebugString().find("hunter2"), std::string::npos) << problem.DebugString();
    }
  }
}

TEST(EnvironmentProblemsTest, AParentNeedNotBeCompleteInItself) {
  EXPECT_TRUE(ProblemsOf("[base.steps.smoke]\nurl = \"${hosts.api}\"\n"
                         "[p]\ninherits = \"base\"\n[p.hosts]\napi = \"a.b\"\n")
                  .empty());
}

TEST(EnvironmentProblemsTest, OneMistakeInAParentIsToldOnceForAllItsChildren) {
  EXPECT_EQ(ProblemsOf("[base.steps.smoke]\nurl = \"${hosts.api\"\n"
                       "[p]\ninherits = \"base\"\n[q]\ninherits = \"base\"\n")
                .size(),
            1u);
}

TEST(EnvironmentProblemsTest, OverridesAreRefusedWhereLocalThingsAre) {
  const auto problems =
      ProblemsOf("[p.hosts]\napi = \"a.b\"\n", "p", {*ParseOverride("hosts.api=c.d")});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CONFIG-OVERRIDE-REFUSED");
  EXPECT_EQ(problems[0].fix(), "change infra/environments.toml instead");
}

TEST(EnvironmentProblemsTest, AnOverrideOfNothingIsRefusedWithTheNearestName) {
  const std::string text = "[p]\nallow_local = true\n[p.hosts]\napi = \"a.b\"\n";
  const auto problems = ProblemsOf(
      text, "p", {*ParseOverride("hosts.apo=c.d"), *ParseOverride("hosts.api=https://c.d")});
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].code(), "CONFIG-OVERRIDE-KEY");
  EXPECT_EQ(problems[0].fix(), "correct the name; did you mean `api`?");
  EXPECT_EQ(problems[1].code(), "CONFIG-HOST");
}

TEST(EnvironmentProblemsTest, AProblemReadsLikeACompilersMessage) {
  const auto problems = ProblemsOf("[p]\ndescripton = \"x\"\n");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(FormatDiagnosis(problems[0], TextStyle()),
            R"(error[CONFIG-UNKNOWN-KEY]: an environment has no setting `descripton`
 --> infra/environments.toml:2:1
  |
2 | descripton = "x"
  | ^^^^^^^^^^
why: it has: description, inherits, allow_local, api_base, resolve, ca_bundle, hosts, variables, secrets, steps
fix: correct or remove it; did you mean `description`?
)");
}

}  // namespace
}  // namespace release
