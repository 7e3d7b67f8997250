// Images into a real registry, through doors and wires that misbehave.
#include "plugins/lib/oci/push.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/testing/cutting_proxy.h"
#include "plugins/lib/oci/testing/registry_under_test.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr size_t kMegabyte = 1 << 20;

class PushTest : public testing::Test {
 protected:
  Image LayoutOf(const std::vector<size_t>& layers, char salt = 'a') {
    const std::string directory = Concat(directory_.path(), "/", std::string(1, salt));
    auto image = ReadImage(*FilesOfLayout(WriteLayout(directory, layers, salt)), "");
    EXPECT_TRUE(image.ok()) << image.status();
    return *std::move(image);
  }

  Place At(uint16_t port) {
    return {.base = Concat("http://127.0.0.1:", port), .repository = "acct/app"};
  }

  PushOptions Options() {
    PushOptions options;
    options.patience.first_pause = absl::Milliseconds(5);
    options.patience.chunk = 4 * kMegabyte;
    return options;
  }

  absl::StatusOr<PushReport> PushTo(uint16_t port, const Image& image,
                                    CredentialSource source = nullptr) {
    Registry registry(At(port), std::move(source));
    return Push(image, registry, Options(), {});
  }

  TempDirectory directory_ = *TempDirectory::Create();
  RegistryUnderTest registry_;
};

TEST_F(PushTest, APushedImageIsThereByItsDigestAndASecondPushSendsNothing) {
  const Image image = LayoutOf({3 * kMegabyte, 10 * kMegabyte, 5});
  auto first = PushTo(registry_.door_port(), image);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->blobs_sent, 4);
  EXPECT_EQ(first->bytes_sent, image.BlobBytes());
  EXPECT_TRUE(first->manifest_sent);
  EXPECT_EQ(registry_.Seen().back(), "GET manifests") << "it is read back at the end";

  auto second = PushTo(registry_.door_port(), image);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->blobs_sent, 0);
  EXPECT_FALSE(second->manifest_sent);
  const std::vector<std::string> seen = registry_.Seen();
  EXPECT_THAT(seen, Not(Contains("POST uploads")));
  EXPECT_THAT(seen, Not(Contains("PUT manifests")));
}

TEST_F(PushTest, OnlyWhatTheRegistryLacksIsSent) {
  ASSERT_TRUE(PushTo(registry_.door_port(), LayoutOf({kMegabyte}, 'a')).ok());
  Image other = LayoutOf({kMegabyte, 2 * kMegabyte}, 'a');
  auto report = PushTo(registry_.door_port(), other);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->blobs_present, 1) << "the first layer is the same";
  EXPECT_EQ(report->blobs_sent, 2);
}

// docker-registry drops an upload when it is asked how much of a cut request arrived, so that blob
// begins again; the others do not.
TEST_F(PushTest, APushCutAtSixtyPercentSendsOnlyTheCutBlobAgain) {
  const Image image =
      LayoutOf({4 * kMegabyte, 4 * kMegabyte, 4 * kMegabyte, 4 * kMegabyte, 4 * kMegabyte});
  CuttingProxy wire(registry_.registry_port(), 12 * kMegabyte);
  auto report = PushTo(wire.port(), image);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(wire.has_cut());
  EXPECT_LT(wire.passed(), static_cast<int64_t>(26 * kMegabyte)) << "not all of it again";
  EXPECT_TRUE(PushTo(registry_.door_port(), image)->blobs_sent == 0);
}

TEST_F(PushTest, ExpiredCredentialsAreRenewedInTheMiddleOfAnUpload) {
  int made = 0;
  std::string valid;
  int left = 0;
  std::mutex mutex;
  registry_.SetDoor([&](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    const std::lock_guard<std::mutex> lock(mutex);
    // A request with older credentials, of another connection, says nothing about the present ones.
    if (request.headers.Find("Authorization") == valid) {
      if (left-- > 0) return std::nullopt;
      valid.clear();
    }
    return cloud::HttpResponse{.status = 401, .headers = {}, .body = {}};
  });
  const Image image = LayoutOf({9 * kMegabyte, 9 * kMegabyte});
  auto report = PushTo(registry_.door_port(), image, [&]() -> absl::StatusOr<Credentials> {
    const std::lock_guard<std::mutex> lock(mutex);
    const std::string pair = Concat("v1:p", ++made);
    valid = Concat("Basic ", absl::Base64Escape(pair));
    left = 12;
    return Credentials{"v1", Concat("p", made)};
  });
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_GE(report->renewals, 1);
  EXPECT_EQ(report->renewals, made - 1);
}

TEST_F(PushTest, CredentialsThatAreNeverGoodEndThePush) {
  registry_.SetDoor([&](const cloud::HttpRequest&) {
    return cloud::HttpResponse{.status = 401, .headers = {}, .body = {}};
  });
  auto refused = PushTo(registry_.door_port(), LayoutOf({1000}), [] {
    return Credentials{"v1", "hunter2marker"};
  });
  EXPECT_EQ(DiagnosisOf(refused.status()).code(), "OCI-PUSH-AUTH");
  EXPECT_EQ(refused.status().ToString().find("hunter2marker"), std::string::npos);
  registry_.SetDoor([&](const cloud::HttpRequest&) {
    return cloud::HttpResponse{.status = 403, .headers = {}, .body = {}};
  });
  refused = PushTo(registry_.door_port(), LayoutOf({1000}), [] { return Credentials{"v1", "p"}; });
  EXPECT_EQ(DiagnosisOf(refused.status()).code(), "OCI-PUSH-AUTH");
}

TEST_F(PushTest, ErrorsThatPassAreWaitedForAndOthersAreNot) {
  std::atomic<int> failing = 5;
  registry_.SetDoor([&](const cloud::HttpRequest&) -> std::optional<cloud::HttpResponse> {
    if (failing-- > 0)
      return cloud::HttpResponse{.status = failing % 2 == 0 ? 503 : 429, .headers = {}, .body = {}};
    return std::nullopt;
  });
  EXPECT_TRUE(PushTo(registry_.door_port(), LayoutOf({kMegabyte})).ok());

  registry_.SetDoor([&](const cloud::HttpRequest&) {
    return cloud::HttpResponse{.status = 503, .headers = {}, .body = {}};
  });
  EXPECT_EQ(DiagnosisOf(PushTo(registry_.door_port(), LayoutOf({2000}, 'b')).status()).code(),
            "OCI-PUSH-UNREACHABLE");
  registry_.SetDoor([&](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    if (request.method != "PUT" || request.target.find("/manifests/") == std::string::npos) {
      return std::nullopt;
    }
    return cloud::HttpResponse{.status = 413, .headers = {}, .body = "quota used up"};
  });
  const absl::Status quota = PushTo(registry_.door_port(), LayoutOf({2000}, 'b')).status();
  EXPECT_EQ(DiagnosisOf(quota).code(), "OCI-PUSH-ANSWER");
  EXPECT_THAT(DiagnosisOf(quota).why(), HasSubstr("quota used up"));
}

TEST_F(PushTest, AnAnswerThatIsLostAfterTheWorkIsDoneDoesNotStopThePush) {
  for (const char* lost : {"POST", "PATCH", "PUT"}) {
    std::atomic<bool> once = false;
    registry_.SetDoor([&](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
      if (request.method != lost || once.exchange(true)) return std::nullopt;
      http::Client client;
      http::Request passed{
          .url = Concat("http://127.0.0.1:", registry_.registry_port(), request.target),
          .method = request.method};
      if (const auto type = request.headers.Find("Content-Type")) {
        passed.headers.emplace_back("Content-Type", std::string(*type));
      }
      passed.body = request.body;
      client.Send(passed, {});
      cloud::HttpResponse nothing;
      nothing.delivery.ending = cloud::Delivery::Ending::kReset;
      return nothing;
    });
    auto report = PushTo(registry_.door_port(), LayoutOf({5 * kMegabyte}, lost[1]));
    EXPECT_TRUE(report.ok()) << lost << ": " << report.status();
    EXPECT_TRUE(once);
  }
}

TEST_F(PushTest, AChangedFileIsNotPushedUnderItsOldDigest) {
  Image image = LayoutOf({kMegabyte});
  std::fstream(image.blobs[1].path, std::ios::in | std::ios::out | std::ios::binary) << "tampered";
  EXPECT_EQ(DiagnosisOf(PushTo(registry_.door_port(), image).status()).code(), "OCI-PUSH-DIGEST");
  EXPECT_THAT(registry_.Seen(), Not(Contains("PUT manifests")));
}

TEST_F(PushTest, ARequestToStopEndsThePush) {
  std::stop_source stop;
  registry_.SetDoor([&](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    if (request.method == "PATCH") stop.request_stop();
    return std::nullopt;
  });
  Registry registry(At(registry_.door_port()), nullptr);
  const Image image = LayoutOf({9 * kMegabyte});
  EXPECT_TRUE(absl::IsCancelled(Push(image, registry, Options(), stop.get_token()).status()));
}

TEST_F(PushTest, ProgressEndsWithAllBytes) {
  uint64_t last = 0, total = 0;
  PushOptions options = Options();
  options.progress = [&](uint64_t done, uint64_t all) {
    last = done;
    total = all;
  };
  Registry registry(At(registry_.door_port()), nullptr);
  const Image image = LayoutOf({6 * kMegabyte});
  ASSERT_TRUE(Push(image, registry, options, {}).ok());
  EXPECT_EQ(last, image.BlobBytes());
  EXPECT_EQ(total, image.BlobBytes());
}

TEST(ReadImageTest, SaysWhatIsWrongWithALayout) {
  const TempDirectory directory = *TempDirectory::Create();
  const std::string layout = WriteLayout(directory.path() + "/l", {100, 200});
  const Image image = *ReadImage(*FilesOfLayout(layout), "");
  EXPECT_EQ(image.blobs.size(), 3u);
  EXPECT_EQ(DiagnosisOf(ReadImage(*FilesOfLayout(layout), "sha256:0").status()).code(),
            "OCI-LAYOUT-IMAGE");
  std::ofstream(image.blobs[1].path) << "short";
  EXPECT_EQ(DiagnosisOf(ReadImage(*FilesOfLayout(layout), image.digest).status()).code(),
            "OCI-LAYOUT-UNREADABLE");
  std::filesystem::remove(image.blobs[1].path);
  EXPECT_EQ(DiagnosisOf(ReadImage(*FilesOfLayout(layout), image.digest).status()).code(),
            "OCI-LAYOUT-UNREADABLE");
  EXPECT_EQ(DiagnosisOf(FilesOfLayout(layout + "/none").status()).code(), "OCI-LAYOUT-UNREADABLE");
}

}  // namespace
}  // namespace release::oci
