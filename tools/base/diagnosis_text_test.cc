#include "tools/base/diagnosis_text.h"

#include "gtest/gtest.h"

namespace release {
namespace {

v1::Diagnosis UnknownKey() {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("CONFIG-UNKNOWN-KEY");
  diagnosis.set_what("unknown key `hots`");
  diagnosis.set_why("a table of an environment has hosts");
  diagnosis.set_fix("write `hosts`");
  diagnosis.mutable_place()->set_file("infra/environments.toml");
  diagnosis.mutable_place()->set_line(18);
  diagnosis.mutable_place()->set_column(3);
  diagnosis.mutable_place()->set_length(4);
  diagnosis.mutable_place()->set_excerpt("  hots = {}");
  return diagnosis;
}

TEST(DiagnosisTextTest, ShowsPlaceWithCaretUnderTheWord) {
  EXPECT_EQ(FormatDiagnosis(UnknownKey(), {}),
            "error[CONFIG-UNKNOWN-KEY]: unknown key `hots`\n"
            "  --> infra/environments.toml:18:3\n"
            "   |\n"
            "18 |   hots = {}\n"
            "   |   ^^^^\n"
            "why: a table of an environment has hosts\n"
            "fix: write `hosts`\n");
}

TEST(DiagnosisTextTest, CaretStandsUnderTheWordAfterWideBytes) {
  v1::Diagnosis diagnosis = UnknownKey();
  diagnosis.mutable_place()->set_excerpt("\xc3\xa9 hots");  // é is two bytes and one column
  diagnosis.mutable_place()->set_column(4);
  EXPECT_NE(FormatDiagnosis(diagnosis, {}).find("\n   |   ^^^^\n"), std::string::npos);
}

TEST(DiagnosisTextTest, CaretStaysInsideALineThatIsTooShort) {
  v1::Diagnosis diagnosis = UnknownKey();
  diagnosis.mutable_place()->set_column(900);
  EXPECT_NE(FormatDiagnosis(diagnosis, {}).find("|            ^\n"), std::string::npos);
}

TEST(DiagnosisTextTest, LeavesOutWhatIsNotThere) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("A-B");
  diagnosis.set_what("broken");
  EXPECT_EQ(FormatDiagnosis(diagnosis, {}), "error[A-B]: broken\n");
}

TEST(DiagnosisTextTest, FurtherLinesAndEvidenceAreIndented) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("A-B");
  diagnosis.set_what("broken");
  diagnosis.set_why("one\ntwo");
  diagnosis.add_evidence("last line");
  EXPECT_EQ(FormatDiagnosis(diagnosis, {}),
            "error[A-B]: broken\nwhy: one\n     two\n  | last line\n");
}

TEST(DiagnosisTextTest, WarningSaysSo) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("A-B");
  diagnosis.set_what("odd");
  diagnosis.set_severity(v1::SEVERITY_WARNING);
  EXPECT_EQ(FormatDiagnosis(diagnosis, {}), "warning[A-B]: odd\n");
}

TEST(DiagnosisTextTest, TerminalEscapesAreDefused) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("A-B");
  diagnosis.set_what("\x1b[2Jgone\r::set-output\xc2\x9b");
  diagnosis.add_evidence("a\x07\nb");
  const std::string text = FormatDiagnosis(diagnosis, {});
  EXPECT_EQ(text, "error[A-B]: ?[2Jgone?::set-output?\n  | a??b\n");
}

TEST(DiagnosisTextTest, WithoutItsColoursTheColouredTextIsTheSame) {
  std::string colored = FormatDiagnosis(UnknownKey(), {.color = true});
  EXPECT_NE(colored.find("\x1b[1;31m"), std::string::npos);
  for (size_t start; (start = colored.find('\x1b')) != std::string::npos;) {
    colored.erase(start, colored.find('m', start) - start + 1);
  }
  EXPECT_EQ(colored, FormatDiagnosis(UnknownKey(), {}));
}

}  // namespace
}  // namespace release
