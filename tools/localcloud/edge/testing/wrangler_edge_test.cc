// What the real wrangler deploys is what is served.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"
#include "tools/localcloud/edge/testing/edge_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;

class WranglerEdgeTest : public CloudFixture {
 protected:
  void SetUp() override { api_->Listen(&cloud_.edge()); }
  void TearDown() override {
    api_->Listen(nullptr);
    CloudFixture::TearDown();
  }

  EdgeUnderTest cloud_;
};

TEST_F(WranglerEdgeTest, AWorkerWithVariableSecretAndDurableObjectIsServedAndReplaced) {
  Write("index.js", R"(import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async fetch() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return new Response(`${this.env.VERSION} ${this.env.A_KEY} ${count}`);
  }
}
export default { fetch(request, env) { return env.COUNTER.get(env.COUNTER.idFromName("a")).fetch(request); } };
)");
  Write("wrangler.json", R"({"name": "api", "main": "index.js", "compatibility_date": "2026-11-01",
  "workers_dev": false, "preview_urls": false,
  "routes": [{"pattern": "api.example.com", "custom_domain": true}],
  "durable_objects": {"bindings": [{"name": "COUNTER", "class_name": "Counter"}]},
  "migrations": [{"tag": "v1", "new_sqlite_classes": ["Counter"]}]})");
  Write("secrets.json", R"({"A_KEY": "value-of-key"})");
  ASSERT_TRUE(Wrangler({"deploy", "--var", "VERSION:one", "--secrets-file", "secrets.json"})
                  .exit.Success());
  ASSERT_TRUE(cloud_.Until([&] { return cloud_.Get("api.example.com", "/").status == 200; }))
      << cloud_.Log("api");
  EXPECT_EQ(cloud_.Get("api.example.com", "/").body, "one value-of-key 2");

  ASSERT_TRUE(Wrangler({"deploy", "--var", "VERSION:two"}).exit.Success());
  ASSERT_TRUE(cloud_.Until(
      [&] { return cloud_.Get("api.example.com", "/").body.starts_with("two value-of-key "); }));
}

TEST_F(WranglerEdgeTest, ASiteWithFunctionsHeadersAndRedirectsIsServed) {
  Write("dist/index.html", "<h1>home</h1>\n");
  Write("dist/page.html", "<p>page</p>\n");
  Write("dist/_headers", "/*\n  x-test: yes\n");
  Write("dist/_redirects", "/old /page 301\n");
  Write("functions/api/hello.js",
        "export function onRequestGet({ env }) { return new Response('function ' + env.TOKEN + "
        "env.CF_PAGES_COMMIT_SHA); }\n");
  Write("secrets.json", R"({"TOKEN": "value-of-token "})");
  ASSERT_TRUE(
      Wrangler({"pages", "project", "create", "portal", "--production-branch", "main", "--force"})
          .exit.Success());
  ASSERT_TRUE(Wrangler({"pages", "secret", "bulk", "secrets.json", "--project-name", "portal"})
                  .exit.Success());
  ASSERT_TRUE(Wrangler({"pages", "deploy", "dist", "--project-name", "portal", "--branch", "main",
                        "--commit-hash", "9c1e2d4f00000000000000000000000000000000",
                        "--commit-message", "M", "--commit-dirty=false"})
                  .exit.Success());
  constexpr char kHost[] = "portal.pages.dev";
  ASSERT_TRUE(cloud_.Until([&] { return cloud_.Get(kHost, "/").status == 200; }))
      << cloud_.Log("pages-portal");
  EXPECT_EQ(cloud_.Get(kHost, "/api/hello").body,
            "function value-of-token 9c1e2d4f00000000000000000000000000000000");
  const Reply page = cloud_.Get(kHost, "/page");
  EXPECT_EQ(page.body, "<p>page</p>\n");
  EXPECT_THAT(page.headers, HasSubstr("x-test: yes\r\n"));
  EXPECT_EQ(cloud_.Get(kHost, "/old").status, 301);
  EXPECT_EQ(cloud_.Get(kHost, "/page.html").status, 308);
}

}  // namespace
}  // namespace release::cloud
