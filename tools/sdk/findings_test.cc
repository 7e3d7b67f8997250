#include "tools/sdk/findings.h"

#include "gmock/gmock.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

absl::Status Problem(const char* code, const char* fix = "do it") {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = code, .what = "wrong", .why = "", .fix = fix});
}

TEST(FindingsTest, NoneIsOk) {
  Findings findings;
  EXPECT_TRUE(findings.Add(absl::OkStatus()));
  EXPECT_TRUE(findings.Status().ok());
}

TEST(FindingsTest, AllAreInTheStatusInTheirOrder) {
  Findings findings;
  for (const char* code : {"ONE", "TWO", "THREE"}) EXPECT_FALSE(findings.Add(Problem(code)));
  const absl::Status status = findings.Status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_EQ(DiagnosisOf(status).code(), "ONE");
  ASSERT_EQ(FurtherIn(status).size(), 2u);
  EXPECT_EQ(FurtherIn(status)[0].code(), "TWO");
  EXPECT_EQ(FurtherIn(status)[1].code(), "THREE");
}

TEST(FindingsTest, WhatSeveralChecksMeetCountsOnce) {
  Findings findings;
  findings.Add(Problem("ONE"));
  findings.Add(Problem("ONE"));
  findings.Add(Problem("ONE", "do another thing"));
  EXPECT_EQ(findings.list().size(), 2u);
}

TEST(FindingsTest, FindingsOfAPartAreTakenOver) {
  Findings part;
  part.Add(Problem("ONE"));
  part.Add(Problem("TWO"));
  Findings whole;
  whole.Add(Problem("ZERO"));
  whole.Add(part.Status());
  ASSERT_EQ(whole.list().size(), 3u);
  EXPECT_EQ(whole.list()[2].code(), "TWO");
}

}  // namespace
}  // namespace release
