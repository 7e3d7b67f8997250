// A Pages site as the vendor serves it: addresses, headers, redirects, Functions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/localcloud/edge/testing/edge_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kHost[] = "portal.pages.dev";

class PagesTest : public testing::Test {
 protected:
  PagesTest() {
    site_.account = "0123456789abcdef0123456789abcdef";
    site_.project = "portal";
    site_.deployment_id = "d1";
    site_.environment = "production";
    site_.hostnames = {kHost};
    site_.branch = "main";
    Add("/index.html", "text/html", "<h1>home</h1>");
    Add("/p1.html", "text/html", "<p>one</p>");
    Add("/docs/index.html", "text/html", "<p>docs</p>");
    Add("/a b.css", "text/css", "p {}");
    Add("/logo.png", "image/png", "PNG");
  }

  void Add(const std::string& path, const std::string& type, const std::string& content) {
    const std::string number = std::to_string(site_.assets.size());
    site_.assets[path] = cloud_.File("blob" + number, content);
    site_.content_types[path] = type;
    site_.hashes[path] = "hash" + number;
  }

  void Functions(const std::string& code) {
    site_.main_module = "functions.js";
    site_.modules = {
        {"functions.js", "application/javascript+module", cloud_.File("functions.js", code)}};
  }

  void Serve() {
    cloud_.edge().OnPagesDeployed(site_);
    ASSERT_TRUE(cloud_.Serves("portal", "d1"))
        << cloud_.Log("pages-portal") << cloud_.StatusOf("portal").error;
  }

  Reply Get(const std::string& path, std::vector<std::string> more = {}) {
    return cloud_.Get(kHost, path, std::move(more));
  }

  EdgeUnderTest cloud_;
  DeployedPages site_;
};

TEST_F(PagesTest, AddressesHaveNoHtmlAndFoldersHaveTheirIndex) {
  Serve();
  const Reply home = Get("/");
  EXPECT_EQ(home.status, 200);
  EXPECT_EQ(home.body, "<h1>home</h1>");
  EXPECT_THAT(home.headers, HasSubstr("content-type: text/html; charset=utf-8\r\n"));
  EXPECT_EQ(Get("/p1").body, "<p>one</p>");
  EXPECT_EQ(Get("/docs/").body, "<p>docs</p>");
  EXPECT_EQ(Get("/a%20b.css").body, "p {}");
  EXPECT_THAT(Get("/logo.png").headers, HasSubstr("content-type: image/png\r\n"));
  for (const auto& [from, to] : std::map<std::string, std::string>{
           {"/p1.html", "/p1"}, {"/index.html", "/"}, {"/docs", "/docs/"}, {"/p1/", "/p1"}}) {
    const Reply moved = Get(from);
    EXPECT_EQ(moved.status, 308) << from;
    EXPECT_THAT(moved.headers, HasSubstr("location: " + to + "\r\n")) << from;
  }
}

TEST_F(PagesTest, WhatTheClientHasIsNotSentAgain) {
  Serve();
  EXPECT_THAT(Get("/").headers, HasSubstr("etag: \"hash0\"\r\n"));
  EXPECT_EQ(Get("/", {"--header", "If-None-Match: \"hash0\""}).status, 304);
  EXPECT_EQ(Get("/", {"--header", "If-None-Match: \"other\""}).status, 200);
  const Reply head = Get("/", {"--head"});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(Get("/", {"--request", "POST"}).status, 405);
}

TEST_F(PagesTest, AnUnknownPathIsTheAppOrThe404Page) {
  Serve();
  EXPECT_EQ(Get("/deep/link").status, 200);
  EXPECT_EQ(Get("/deep/link").body, "<h1>home</h1>");
  site_.deployment_id = "d2";
  Add("/404.html", "text/html", "<p>lost</p>");
  cloud_.edge().OnPagesDeployed(site_);
  ASSERT_TRUE(cloud_.Serves("portal", "d2"));
  EXPECT_EQ(Get("/deep/link").status, 404);
  EXPECT_EQ(Get("/deep/link").body, "<p>lost</p>");
}

TEST_F(PagesTest, HeadersAndRedirectsAreApplied) {
  site_.files["_headers"] = "/*\n  X-Test: yes\n/p1\n  ! x-test\n  X-Page: one\n";
  site_.files["_redirects"] =
      "/old /p1 301\n/posts/* /docs/:splat\n/app /index.html 200\nnonsense\n";
  Serve();
  EXPECT_THAT(Get("/").headers, HasSubstr("x-test: yes\r\n"));
  const Reply one = Get("/p1");
  EXPECT_THAT(one.headers, HasSubstr("x-page: one\r\n"));
  EXPECT_THAT(one.headers, Not(HasSubstr("x-test")));
  const Reply old = Get("/old?q=1");
  EXPECT_EQ(old.status, 301);
  EXPECT_THAT(old.headers, HasSubstr("location: /p1?q=1\r\n"));
  EXPECT_THAT(Get("/posts/a/b").headers, HasSubstr("location: /docs/a/b\r\n"));
  EXPECT_EQ(Get("/posts/a/b").status, 302);
}

TEST_F(PagesTest, FunctionsAnswerWhereTheRoutesSayAndSeeTheirBindings) {
  Functions(R"(export default { async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/asset") return env.ASSETS.fetch(new Request(new URL("/p1", request.url)));
    const { TOKEN, PLAIN, CF_PAGES, CF_PAGES_BRANCH } = env;
    return Response.json({ pathname, TOKEN, PLAIN, CF_PAGES, CF_PAGES_BRANCH, BLOBS: env.BLOBS });
  } };)");
  site_.files["_routes.json"] =
      R"({"version": 1, "include": ["/api/*", "/one"], "exclude": ["/api/static/*"]})";
  site_.env_vars = {{"TOKEN", {{"type", "secret_text"}, {"value", "t"}}},
                    {"PLAIN", {{"type", "plain_text"}, {"value", "p"}}}};
  Serve();
  EXPECT_EQ(nlohmann::json::parse(Get("/api/x").body),
            (nlohmann::json{{"pathname", "/api/x"},
                            {"TOKEN", "t"},
                            {"PLAIN", "p"},
                            {"CF_PAGES", "1"},
                            {"CF_PAGES_BRANCH", "main"}}));
  EXPECT_EQ(Get("/api/asset").body, "<p>one</p>");
  EXPECT_THAT(Get("/one").body, HasSubstr("pathname"));
  EXPECT_THAT(Get("/api").body, HasSubstr("pathname"));
  EXPECT_EQ(Get("/api/static/x").body, "<h1>home</h1>");
  EXPECT_EQ(Get("/onemore").body, "<h1>home</h1>");
  EXPECT_EQ(Get("/").body, "<h1>home</h1>");
}

TEST_F(PagesTest, NoPathLeadsOutOfTheSite) {
  Add("/404.html", "text/html", "lost");
  cloud_.File("secret", "outside");
  Serve();
  for (const char* path : {"/../secret", "/%2e%2e/secret", "/..%2fsecret", "/secret", "/blob0",
                           "/docs/..%2f..%2fsecret", "//secret", "/__proto__", "/constructor"}) {
    const Reply reply = Get(path);
    EXPECT_TRUE(reply.status == 404 || reply.status == 308 || reply.status == 400)
        << path << " " << reply.status;
    EXPECT_THAT(reply.body, Not(HasSubstr("outside"))) << path;
  }
}

TEST_F(PagesTest, APreviewIsServedBesideTheSite) {
  Serve();
  DeployedPages preview = site_;
  preview.environment = "preview";
  preview.deployment_id = "p1";
  preview.hostnames = {"0123abcd.portal.pages.dev"};
  preview.assets["/index.html"] = cloud_.File("preview", "<h1>preview</h1>");
  cloud_.edge().OnPagesDeployed(preview);
  ASSERT_TRUE(cloud_.Serves("portal (preview)", "p1"));
  EXPECT_EQ(cloud_.Get("0123abcd.portal.pages.dev", "/").body, "<h1>preview</h1>");
  EXPECT_EQ(Get("/").body, "<h1>home</h1>");
  cloud_.edge().OnPagesRemoved(site_.account, "portal");
  ASSERT_TRUE(cloud_.Until([&] { return cloud_.edge().Status().empty(); }));
  EXPECT_EQ(Get("/").status, 0);
}

}  // namespace
}  // namespace release::cloud
