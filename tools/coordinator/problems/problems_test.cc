#include "tools/coordinator/problems/problems.h"

#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"

namespace release {
namespace {

v1::Diagnosis Named(const char* code) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(code);
  diagnosis.set_what("it is wrong");
  return diagnosis;
}

TEST(ProblemsTest, NoProblemIsOk) {
  EXPECT_TRUE(ProblemsStatus({}).ok());
  EXPECT_TRUE(ProblemsIn(absl::OkStatus()).empty());
}

TEST(ProblemsTest, AllProblemsTravelInOneStatusInOrder) {
  Problems problems;
  problems.Add(Named("A-A"));
  problems.Add(Named("B-B"));
  problems.Add(Named("C-C"));
  const absl::Status status = ProblemsStatus(problems);
  const Problems back = ProblemsIn(status);
  ASSERT_EQ(back.list.size(), 3u);
  EXPECT_EQ(back.list[0].code(), "A-A");
  EXPECT_EQ(back.list[2].code(), "C-C");
}

TEST(ProblemsTest, WhoKnowsOneDiagnosisOnlySeesTheFirst) {
  Problems problems;
  problems.Add(Named("A-A"));
  problems.Add(Named("B-B"));
  EXPECT_EQ(DiagnosisOf(ProblemsStatus(problems)).code(), "A-A");
}

TEST(ProblemsTest, AStatusWithOneDiagnosisIsOneProblem) {
  Problems problems;
  problems.AddStatus(DiagnosisStatus(absl::StatusCode::kInternal, Named("A-A")));
  problems.AddStatus(absl::OkStatus());
  problems.AddStatus(absl::NotFoundError("gone"));
  ASSERT_EQ(problems.list.size(), 2u);
  EXPECT_EQ(problems.list[0].code(), "A-A");
  EXPECT_EQ(problems.list[1].code(), "INTERNAL-NOT-FOUND");
}

}  // namespace
}  // namespace release
