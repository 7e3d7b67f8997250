// Uploads of sites that wrangler would not send.
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/pages/assets.h"
#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"
#include "tools/localcloud/cloudflare/testing/uploads.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kHash[] = "0123456789abcdef0123456789abcdef";

class PagesTest : public CloudFixture {
 protected:
  void SetUp() override {
    Expect(200, "POST", account_ + "/pages/projects",
           {{"name", "portal"}, {"production_branch", "main"}});
    token_ = Expect(200, "GET", project_ + "/upload-token")["jwt"];
  }

  HttpResponse SendAssets(const std::string& path, const json& body, const std::string& token) {
    HttpRequest request;
    request.method = "POST";
    request.target = std::string(kApiPrefix) + "/pages/assets/" + path;
    request.headers.Set("Authorization", "Bearer " + token);
    request.body = body.dump();
    return api_->Handle(request);
  }

  int Upload(const json& assets) { return SendAssets("upload", assets, token_).status; }

  HttpResponse Deploy(const json& manifest) {
    return SendUpload(*api_, "POST", project_ + "/deployments",
                      FormOf({{"manifest", manifest.dump()}, {"branch", "main"}}));
  }

  const std::string project_ = account_ + "/pages/projects/portal";
  std::string token_;
};

TEST_F(PagesTest, OnlyAFreshTokenOfOursUploads) {
  EXPECT_EQ(SendAssets("check-missing", {{"hashes", {kHash}}}, token_).status, 200);
  EXPECT_EQ(SendAssets("check-missing", {{"hashes", {kHash}}}, kTestToken).status, 401);
  EXPECT_EQ(SendAssets("check-missing", {{"hashes", {kHash}}}, "e30.e30.x").status, 401);
  EXPECT_EQ(SendAssets("check-missing", {{"hashes", {kHash}}}, token_ + "x").status, 401);
  clock_.Advance(absl::Minutes(5));
  const HttpResponse late = SendAssets("check-missing", {{"hashes", {kHash}}}, token_);
  EXPECT_EQ(late.status, 401);
  EXPECT_EQ(json::parse(late.body)["errors"][0]["code"], 8000013);
}

TEST_F(PagesTest, NamesThatLeaveTheSiteAreRefused) {
  ASSERT_EQ(Upload({{{"key", kHash}, {"value", "aGk="}, {"base64", true}}}), 200);
  EXPECT_EQ(Deploy({{"/index.html", kHash}}).status, 200);
  for (const char* path : {"/../secret", "/a/../../b", "index.html", "//etc/passwd", "/a\\..\\b",
                           "/", "", "/a/", "/./a", "/a\nb", "/.."}) {
    EXPECT_FALSE(IsAssetPath(path)) << path;
    EXPECT_EQ(Deploy({{path, kHash}}).status, 400) << path;
  }
  EXPECT_TRUE(IsAssetPath("/.well-known/a..b"));
}

TEST_F(PagesTest, AssetsThatAreNoneAreRefusedWhole) {
  const json good = {{"key", kHash}, {"value", "aGk="}, {"base64", true}};
  EXPECT_EQ(Upload({good, {{"key", "../../x"}, {"value", ""}}}), 400);
  EXPECT_EQ(Upload({good, {{"key", kHash}, {"value", "%%"}, {"base64", true}}}), 400);
  EXPECT_EQ(Upload({good, 5}), 400);
  EXPECT_EQ(Upload(good), 400);
  const json missing = json::parse(SendAssets("check-missing", {{"hashes", {kHash}}}, token_).body);
  EXPECT_EQ(missing["result"], json::array({kHash}));
}

TEST_F(PagesTest, ASiteWhoseFilesWereNotUploadedIsRefused) {
  EXPECT_EQ(Deploy({{"/index.html", kHash}}).status, 400);
  EXPECT_EQ(Deploy(nullptr).status, 400);
  EXPECT_EQ(Deploy({{"/index.html", 5}}).status, 400);
  EXPECT_EQ(SendUpload(*api_, "POST", project_ + "/deployments",
                       FormOf({{"manifest", "{}"}, {"_worker.bundle", "--x\r\nnonsense"}}))
                .status,
            400);
}

TEST_F(PagesTest, ADeploymentGoesOnForAWhileAndAPreviewTakesNoProduction) {
  options_.pages_deploy_time = absl::Seconds(3);
  Restart();
  const json deployment = json::parse(Deploy(json::object()).body)["result"];
  EXPECT_EQ(deployment["latest_stage"]["status"], "active");
  const std::string path = project_ + "/deployments/" + deployment["id"].get<std::string>();
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Expect(200, "GET", path)["latest_stage"]["status"], "success");
  EXPECT_EQ(Expect(200, "GET", project_)["canonical_deployment"]["id"], deployment["id"]);

  SendUpload(*api_, "POST", project_ + "/deployments",
             FormOf({{"manifest", "{}"}, {"branch", "feature"}}));
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Expect(200, "GET", project_)["canonical_deployment"]["id"], deployment["id"]);
  EXPECT_EQ(Expect(200, "GET", project_)["latest_deployment"]["environment"], "preview");
  Expect(200, "POST", path + "/retry");
  Expect(200, "POST", path + "/rollback");
  Expect(200, "GET", path + "/history/logs?size=10000000");
  EXPECT_EQ(Expect(200, "GET", project_ + "/deployments").size(), 3u);
}

TEST_F(PagesTest, ADomainIsPendingUntilItsCertificateIsIssued) {
  bool pending = true;
  options_.certificate_pending = [&](const std::string& host) {
    return host == "www.example.com" && pending;
  };
  Restart();
  const std::string domains = project_ + "/domains";
  Expect(200, "POST", domains, {{"name", "www.example.com"}});
  Expect(200, "POST", std::string("/zones/") + kTestZone + "/dns_records",
         {{"type", "CNAME"}, {"name", "www"}, {"content", "portal.pages.dev"}, {"proxied", true}});
  json domain = Expect(200, "GET", domains + "/www.example.com");
  EXPECT_EQ(domain["status"], "pending");
  EXPECT_EQ(domain["verification_data"]["status"], "active");
  EXPECT_EQ(domain["validation_data"]["status"], "pending");
  pending = false;
  domain = Expect(200, "GET", domains + "/www.example.com");
  EXPECT_EQ(domain["status"], "active");
  EXPECT_EQ(domain["validation_data"]["status"], "active");
}

TEST_F(PagesTest, ADomainIsActiveOnceDnsLeadsToTheProject) {
  const std::string domains = project_ + "/domains";
  EXPECT_EQ(Expect(200, "POST", domains, {{"name", "www.example.com"}})["status"], "pending");
  Expect(200, "POST", std::string("/zones/") + kTestZone + "/dns_records",
         {{"type", "CNAME"}, {"name", "www"}, {"content", "portal.pages.dev"}, {"proxied", true}});
  EXPECT_EQ(Expect(200, "GET", domains + "/www.example.com")["status"], "active");
  EXPECT_EQ(Send("POST", domains, {{"name", "www.example.com"}}).status, 409);
  Expect(200, "DELETE", domains + "/www.example.com");
  EXPECT_EQ(Expect(200, "GET", domains), json::array());
}

}  // namespace
}  // namespace release::cloud
