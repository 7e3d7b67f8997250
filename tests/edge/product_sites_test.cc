// A bundle's folder, deployed as its files are and asked as a browser would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/edge/testing/edge_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

std::string TypeOf(const fs::path& file) {
  const std::string extension = file.extension();
  if (extension == ".html") return "text/html";
  if (extension == ".js") return "application/javascript";
  if (extension == ".css") return "text/css";
  return "application/octet-stream";
}

DeployedPages SiteIn(const std::string& bundle) {
  const fs::path folder = fs::canonical(Concat(std::getenv("TEST_SRCDIR"), "/release/", bundle));
  DeployedPages site;
  site.account = "0123456789abcdef0123456789abcdef";
  site.project = "site";
  site.deployment_id = "d1";
  site.environment = "production";
  site.hostnames = {"site.pages.dev"};
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(folder);
    if (name == "_worker.js") {
      site.main_module = name;
      site.modules = {{name, "application/javascript+module", fs::canonical(entry.path())}};
    } else if (name.starts_with("_") && name.find('/') == std::string::npos) {
      site.files[name] = ReadFile(entry.path(), 1 << 20).value();
    } else {
      site.assets["/" + name] = entry.path();
      site.content_types["/" + name] = TypeOf(entry.path());
      site.hashes["/" + name] = std::to_string(site.hashes.size());
    }
  }
  return site;
}

TEST(ProductSitesTest, TheDashboardIsServedWithItsPolicyAndItsFunctions) {
  EdgeUnderTest cloud;
  DeployedPages site = SiteIn("apps/dashboard/bundle");
  site.env_vars = {
      {"SUPABASE_URL", {{"type", "plain_text"}, {"value", "https://abc.supabase.co"}}},
      {"SUPABASE_PUBLISHABLE_KEY", {{"type", "plain_text"}, {"value", "sb_publishable_x"}}}};
  cloud.edge().OnPagesDeployed(site);
  ASSERT_TRUE(cloud.Serves("site", "d1")) << cloud.Log("pages-site");
  const Reply home = cloud.Get("site.pages.dev", "/");
  EXPECT_EQ(home.status, 200);
  EXPECT_THAT(home.headers, HasSubstr("content-security-policy: "));
  EXPECT_THAT(home.headers, HasSubstr("https://abc.supabase.co"));
  EXPECT_EQ(cloud.Get("site.pages.dev", "/assets/none.js").status, 404);
  const Reply config = cloud.Get("site.pages.dev", "/config.json");
  EXPECT_EQ(config.status, 200);
  EXPECT_THAT(config.body, HasSubstr("sb_publishable_x"));
  std::cout << "a site with Functions: " << (cloud.StatusOf("site").memory_bytes >> 20)
            << " MB resident\n";
}

TEST(ProductSitesTest, TheDocumentationIsServedByItsAddresses) {
  EdgeUnderTest cloud;
  cloud.edge().OnPagesDeployed(SiteIn("apps/docs-user/bundle"));
  ASSERT_TRUE(cloud.Serves("site", "d1")) << cloud.Log("pages-site");
  const Reply home = cloud.Get("site.pages.dev", "/");
  EXPECT_EQ(home.status, 200);
  EXPECT_THAT(home.headers, HasSubstr("content-type: text/html; charset=utf-8\r\n"));
  EXPECT_EQ(cloud.Get("site.pages.dev", "/index.html").status, 308);
}

}  // namespace
}  // namespace release::cloud
