// The texts of late labels.
#include "tools/image/cli/status_values.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/base/diagnosis.h"

namespace release::image {
namespace {

const StatusValues& Values() {
  static const StatusValues values =
      ParseStatus("STABLE_REVISION 0123abc\nSTABLE_NAME two words\nSTABLE_EMPTY\n");
  return values;
}

TEST(StatusValuesTest, KeysAreReplacedByWhatStandsBehindThem) {
  EXPECT_EQ(FillIn("v-{STABLE_REVISION}!", Values()).value_or("?"), "v-0123abc!");
  EXPECT_EQ(FillIn("{STABLE_NAME}{STABLE_EMPTY}", Values()).value_or("?"), "two words");
  EXPECT_EQ(FillIn("plain", Values()).value_or("?"), "plain");
  EXPECT_EQ(FillIn("", Values()).value_or("?"), "");
}

TEST(StatusValuesTest, AnUnknownKeyIsNamedWithTheNearest) {
  const v1::Diagnosis diagnosis = DiagnosisOf(FillIn("{STABLE_REVISON}", Values()).status());
  EXPECT_EQ(diagnosis.code(), "IMAGE-STAMP");
  EXPECT_EQ(diagnosis.why(), "there is no key STABLE_REVISON; did you mean `STABLE_REVISION`?");
}

TEST(StatusValuesTest, ABraceWithoutItsPairIsRefused) {
  for (const char* text : {"{", "}", "{A", "A}", "{A{B}}", "{STABLE_NAME}}"}) {
    EXPECT_EQ(DiagnosisOf(FillIn(text, Values()).status()).code(), "IMAGE-STAMP") << text;
  }
}

}  // namespace
}  // namespace release::image
