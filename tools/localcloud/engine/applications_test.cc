#include "tools/localcloud/engine/applications.h"

#include <gtest/gtest.h>

#include "tools/base/clock_fake.h"
#include "tools/base/diagnosis.h"

namespace release::cloud {
namespace {

const VersionId kOne{"id", 1};
const VersionId kTwo{"id", 2};
const VersionId kThree{"id", 3};

class ApplicationsTest : public testing::Test {
 protected:
  void Ready(const VersionId& id) {
    UnpackedImage image;
    image.digest = "sha256:" + std::to_string(id.version);
    applications_.ImageReady(id, image);
  }
  int Chosen() {
    const auto choice = applications_.Choose("api", absl::ZeroDuration());
    return choice.ok() ? choice->id.version : 0;
  }

  FakeClock clock_;
  Applications applications_{clock_};
};

TEST_F(ApplicationsTest, TheNewestVersionThatHasAnImageIsRun) {
  EXPECT_TRUE(applications_.Want(kOne, "api", "one", true));
  EXPECT_EQ(DiagnosisOf(applications_.Choose("api", absl::ZeroDuration()).status()).code(),
            "CLOUD-IMAGE-PENDING");
  Ready(kOne);
  EXPECT_EQ(Chosen(), 1);
  EXPECT_TRUE(applications_.Want(kTwo, "api", "two", false));
  EXPECT_EQ(Chosen(), 1);
  Ready(kTwo);
  EXPECT_EQ(Chosen(), 2);
}

TEST_F(ApplicationsTest, TheOneBeforeTheCurrentIsKeptAndNoOther) {
  for (const VersionId& id : {kOne, kTwo, kThree}) {
    applications_.Want(id, "api", "image", true);
    Ready(id);
  }
  EXPECT_EQ(applications_.Digests(), (std::set<std::string>{"sha256:2", "sha256:3"}));
}

TEST_F(ApplicationsTest, ARolloutThatIsTakenBackIsForgotten) {
  applications_.Want(kOne, "api", "one", true);
  Ready(kOne);
  applications_.Want(kTwo, "api", "two", false);
  Ready(kTwo);
  EXPECT_FALSE(applications_.Want(kOne, "api", "one", true));
  EXPECT_EQ(Chosen(), 1);
}

TEST_F(ApplicationsTest, OneThatWasMadeAgainReplacesTheOldOne) {
  applications_.Want(kThree, "api", "old", true);
  Ready(kThree);
  applications_.Want({"another", 1}, "api", "new", true);
  Ready({"another", 1});
  EXPECT_EQ(Chosen(), 1);
}

TEST_F(ApplicationsTest, AFailedImageIsTriedAgainWhenItIsWantedAgain) {
  applications_.Want(kOne, "api", "one", true);
  EXPECT_TRUE(applications_.WithoutImage().empty());
  applications_.ImageFailed(kOne, absl::NotFoundError("gone"));
  ASSERT_EQ(applications_.WithoutImage().size(), 1u);
  EXPECT_EQ(applications_.WithoutImage()[0].reference, "one");
  EXPECT_EQ(applications_.Health(kOne), ContainerHealth::kUnhealthy);
  EXPECT_TRUE(applications_.Want(kOne, "api", "one", true));
  EXPECT_EQ(applications_.Health(kOne), ContainerHealth::kPending);
}

TEST_F(ApplicationsTest, AnInstanceHasHalfAMinuteForItsFirstConnection) {
  applications_.Want(kOne, "api", "one", true);
  Ready(kOne);
  EXPECT_EQ(applications_.Health(kOne), ContainerHealth::kHealthy);
  applications_.Started(kOne, "a");
  EXPECT_EQ(applications_.Health(kOne), ContainerHealth::kPending);
  clock_.Advance(absl::Seconds(31));
  EXPECT_EQ(applications_.Health(kOne), ContainerHealth::kUnhealthy);
  applications_.Accepted(kOne, "a");
  EXPECT_EQ(applications_.Health(kOne), ContainerHealth::kHealthy);
}

TEST_F(ApplicationsTest, AnUnknownApplicationHasNothingToRun) {
  EXPECT_EQ(DiagnosisOf(applications_.Choose("other", absl::ZeroDuration()).status()).code(),
            "CLOUD-NO-APPLICATION");
}

}  // namespace
}  // namespace release::cloud
