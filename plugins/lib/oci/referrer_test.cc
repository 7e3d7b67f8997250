// Artifacts beside an image, and the image back from a real registry.
#include "plugins/lib/oci/referrer.h"

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/pull.h"
#include "plugins/lib/oci/push.h"
#include "plugins/lib/oci/testing/registry_under_test.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

constexpr char kType[] = "application/vnd.example.note.v1+json";

class ReferrerTest : public testing::Test {
 protected:
  ReferrerTest() {
    patience_.first_pause = absl::Milliseconds(5);
    layout_ = WriteLayout(directory_.path() + "/image", {100'000, 2'000'000});
    image_ = ReadImage(*FilesOfLayout(layout_), "").value();
    const auto pushed = Push(image_, registry_, {}, {});
    EXPECT_TRUE(pushed.ok()) << pushed.status();
  }

  std::string Put(const std::string& content, const std::string& type = kType) {
    const Referrer referrer{.type = type, .annotations = {{"a", "b"}}, .content = content};
    const auto digest = PushReferrer(registry_, image_.digest, referrer, patience_, {});
    EXPECT_TRUE(digest.ok()) << digest.status();
    return digest.value_or("");
  }

  std::vector<std::string> Contents(const std::string& type = kType) {
    const auto found = ReadReferrers(registry_, image_.digest, type, patience_, {});
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> contents;
    for (const Referrer& referrer : found.value()) {
      EXPECT_EQ(referrer.annotations.at("a"), "b");
      contents.push_back(referrer.content);
    }
    return contents;
  }

  TempDirectory directory_ = *TempDirectory::Create();
  RegistryUnderTest server_;
  Registry registry_{
      {.base = Concat("http://127.0.0.1:", server_.door_port()), .repository = "acct/app"},
      nullptr};
  Patience patience_;
  std::string layout_;
  Image image_;
};

TEST_F(ReferrerTest, WhatIsPutBesideAnImageIsFoundByItsType) {
  EXPECT_THAT(Contents(), IsEmpty());
  const std::string first = Put("{\"n\": 1}");
  Put("{\"n\": 2}");
  Put("other", "application/vnd.example.other");
  EXPECT_EQ(Contents(), (std::vector<std::string>{"{\"n\": 1}", "{\"n\": 2}"}));
  EXPECT_EQ(Contents("application/vnd.example.other"), std::vector<std::string>{"other"});
  server_.Seen();
  EXPECT_EQ(Put("{\"n\": 1}"), first);
  EXPECT_EQ(Contents().size(), 2u) << "the same one twice is one";
}

TEST_F(ReferrerTest, ARegistryWithTheReferrersApiGetsNoTag) {
  json entries = json::array();
  server_.SetDoor([&](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    cloud::HttpResponse answer{.status = 200, .headers = {}, .body = {}};
    if (request.target.find("/referrers/") != std::string::npos) {
      answer.body = json{{"schemaVersion", 2}, {"manifests", entries}}.dump();
      return answer;
    }
    const json manifest = json::parse(request.body, nullptr, false);
    if (request.method != "PUT" || !manifest.is_object() || !manifest.contains("subject")) {
      return std::nullopt;
    }
    http::Client client;
    http::Request forwarded{
        .url = Concat("http://127.0.0.1:", server_.registry_port(), request.target),
        .method = "PUT"};
    forwarded.headers = {{"Content-Type", manifest["mediaType"].get<std::string>()}};
    forwarded.body = request.body;
    answer.status = client.Send(forwarded, {}).status;
    answer.headers.Set("OCI-Subject", manifest["subject"]["digest"].get<std::string>());
    entries.push_back({{"mediaType", manifest["mediaType"]},
                       {"digest", Concat("sha256:", DigestOf(request.body).hex())},
                       {"size", request.body.size()},
                       {"artifactType", manifest["artifactType"]}});
    return answer;
  });
  server_.Seen();
  Put("note");
  EXPECT_THAT(server_.Seen(), Not(Contains("PUT manifests"))) << "only the one that the door took";
  EXPECT_EQ(Contents(), std::vector<std::string>{"note"});
}

TEST_F(ReferrerTest, AnArtifactBesideNoImageIsRefused) {
  const auto digest = PushReferrer(registry_, "sha256:" + std::string(64, '7'),
                                   {.type = kType, .content = "x"}, patience_, {});
  EXPECT_EQ(DiagnosisOf(digest.status()).code(), "OCI-PULL-NOT-FOUND");
}

TEST_F(ReferrerTest, APulledImageIsTheOneThatWasPushed) {
  const std::string place = directory_.path() + "/pulled";
  const absl::Status pulled = Pull(registry_, image_.digest, place, {.patience = patience_}, {});
  ASSERT_TRUE(pulled.ok()) << pulled;
  const auto image = ReadImage(*FilesOfLayout(place), image_.digest);
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->manifest, image_.manifest);
  for (const Blob& blob : image->blobs) {
    EXPECT_EQ(Concat("sha256:", DigestOfFile(blob.path)->digest.hex()), blob.digest);
  }
}

TEST_F(ReferrerTest, OtherBytesThanTheDigestPromisesAreNotTaken) {
  server_.SetDoor([&](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    if (request.target.find("/blobs/") == std::string::npos) return std::nullopt;
    return cloud::HttpResponse{.status = 200, .headers = {}, .body = "short"};
  });
  const absl::Status pulled =
      Pull(registry_, image_.digest, directory_.path() + "/pulled", {.patience = patience_}, {});
  EXPECT_EQ(DiagnosisOf(pulled).code(), "OCI-PULL-DIGEST");
}

}  // namespace
}  // namespace release::oci
