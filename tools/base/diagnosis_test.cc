#include "tools/base/diagnosis.h"

#include <cerrno>

#include "absl/strings/cord.h"
#include "gtest/gtest.h"

namespace release {
namespace {

TEST(DiagnosisTest, StatusCarriesEveryWordOfTheDiagnosis) {
  const absl::Status status =
      Diagnose(absl::StatusCode::kUnavailable, {.code = "SMOKE-REFUSED",
                                                .what = "nobody listens",
                                                .why = "127.0.0.1:1",
                                                .fix = "start it",
                                                .retry = v1::RETRY_BACKOFF});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "SMOKE-REFUSED: nobody listens");
  const std::optional<v1::Diagnosis> diagnosis = DiagnosisIn(status);
  ASSERT_TRUE(diagnosis.has_value());
  EXPECT_EQ(diagnosis->code(), "SMOKE-REFUSED");
  EXPECT_EQ(diagnosis->what(), "nobody listens");
  EXPECT_EQ(diagnosis->why(), "127.0.0.1:1");
  EXPECT_EQ(diagnosis->fix(), "start it");
  EXPECT_EQ(diagnosis->retry(), v1::RETRY_BACKOFF);
  EXPECT_EQ(diagnosis->severity(), v1::SEVERITY_ERROR);
}

TEST(DiagnosisTest, BytesThatAreNoTextDoNotCostTheDiagnosis) {
  v1::Diagnosis broken;
  broken.set_code("A-CODE");
  broken.set_what("cannot open caf\xe9");
  broken.mutable_place()->set_excerpt("\xff\xfe");
  broken.add_evidence("ok");
  broken.add_evidence("\xc0");
  const v1::Diagnosis travelled =
      DiagnosisOf(DiagnosisStatus(absl::StatusCode::kNotFound, std::move(broken)));
  EXPECT_EQ(travelled.code(), "A-CODE");
  EXPECT_EQ(travelled.what(), "cannot open caf\uFFFD");
  EXPECT_EQ(travelled.place().excerpt(), "\uFFFD");
  EXPECT_EQ(travelled.evidence(0), "ok");
  EXPECT_EQ(travelled.evidence(1), "\uFFFD");
}

TEST(DiagnosisTest, PlaceAndEvidenceSurviveTheTravel) {
  v1::Diagnosis sent;
  sent.set_code("CONFIG-X");
  sent.mutable_place()->set_line(18);
  sent.add_evidence("first");
  const v1::Diagnosis got = DiagnosisOf(DiagnosisStatus(absl::StatusCode::kInvalidArgument, sent));
  EXPECT_EQ(got.place().line(), 18u);
  ASSERT_EQ(got.evidence_size(), 1);
  EXPECT_EQ(got.evidence(0), "first");
}

TEST(DiagnosisTest, PlainStatusBecomesAGenericDiagnosis) {
  const absl::Status status = absl::NotFoundError("no such thing");
  EXPECT_FALSE(DiagnosisIn(status).has_value());
  const v1::Diagnosis diagnosis = DiagnosisOf(status);
  EXPECT_EQ(diagnosis.code(), "INTERNAL-NOT-FOUND");
  EXPECT_EQ(diagnosis.what(), "no such thing");
  EXPECT_FALSE(diagnosis.fix().empty());
}

TEST(DiagnosisTest, UnparseablePayloadIsTreatedAsAbsent) {
  absl::Status status = absl::InternalError("odd");
  status.SetPayload(kDiagnosisPayload, absl::Cord("\xff\xff\xff"));
  EXPECT_FALSE(DiagnosisIn(status).has_value());
  EXPECT_EQ(DiagnosisOf(status).code(), "INTERNAL-INTERNAL");
}

TEST(DiagnosisTest, OkStatusHasAnEmptyDiagnosis) {
  EXPECT_EQ(DiagnosisOf(absl::OkStatus()).ByteSizeLong(), 0u);
}

TEST(DiagnosisTest, ErrnoGivesCodeAndWords) {
  const absl::Status status = DiagnoseErrno(ENOENT, {.code = "X-Y", .what = "w", .why = "open"});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(DiagnosisOf(status).why(), "open: No such file or directory");
}

}  // namespace
}  // namespace release
