// Every operation of the contract that is emulated, once with success; the fixture judges at the
// end.
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"
#include "tools/localcloud/cloudflare/testing/uploads.h"

namespace release::cloud {
namespace {

using nlohmann::json;

class ContractTest : public CloudFixture {
 protected:
  std::string IdOf(const json& result) { return result["id"].get<std::string>(); }
};

TEST_F(ContractTest, Workers) {
  const std::string script = account_ + "/workers/scripts/site";
  const std::string upload = ScriptUpload(
      {{"main_module", "index.js"},
       {"compatibility_date", "2026-11-01"},
       {"migrations", {{"new_tag", "v1"}, {"new_sqlite_classes", json::array({"A"})}}}});
  ASSERT_EQ(SendUpload(*api_, "PUT", script, upload).status, 200);
  const std::string upload_again = ScriptUpload({{"main_module", "index.js"}});
  ASSERT_EQ(
      SendUpload(*api_, "POST", script + "/versions", ScriptUpload({{"main_module", "index.js"}}))
          .status,
      200);
  Expect(200, "GET", account_ + "/workers/scripts");
  Expect(200, "GET", script + "/settings");
  ASSERT_EQ(SendUpload(*api_, "PUT", script, upload_again).status, 200);
  const HttpResponse patched =
      SendUpload(*api_, "PATCH", script + "/settings",
                 FormOf({{"settings", R"({"bindings": [{"name": "A", "type": "plain_text",
                     "text": "a"}], "compatibility_date": "2026-11-02", "logpush": true,
                     "limits": {"cpu_ms": 50}, "tags": ["t"]})"}}));
  ASSERT_EQ(patched.status, 200) << patched.body;
  const HttpResponse content = SendUpload(*api_, "PUT", script + "/content",
                                          ScriptUpload({{"main_module", "a.js"}}, "a.js"));
  ASSERT_EQ(content.status, 200) << content.body;
  Expect(200, "GET", script + "/script-settings");
  Expect(200, "PATCH", script + "/script-settings", {{"logpush", false}});
  Expect(200, "PUT", script + "/schedules", json::parse(R"([{"cron": "*/5 * * * *"}])"));
  Expect(200, "GET", script + "/schedules");
  Expect(200, "GET", account_ + "/workers/durable_objects/namespaces");
  Expect(200, "GET", account_ + "/workers/subdomain");
  Expect(200, "PUT", account_ + "/workers/subdomain", {{"subdomain", "other"}});
  const std::string newest = IdOf(Expect(200, "GET", script + "/versions")["items"][0]);
  Expect(200, "GET", script + "/versions/" + newest);
  const json share = {{"version_id", newest}, {"percentage", 100}};
  Expect(200, "POST", script + "/deployments",
         {{"strategy", "percentage"}, {"versions", json::array({share})}});
  Expect(200, "GET", script + "/deployments");
  EXPECT_EQ(Send("GET", script + "/content/v2").status, 200);
  const std::string domain = account_ + "/workers/domains/" +
                             IdOf(Expect(200, "PUT", account_ + "/workers/domains",
                                         {{"hostname", "a.example.com"},
                                          {"service", "site"},
                                          {"environment", "production"},
                                          {"zone_id", kTestZone}}));
  Expect(200, "GET", account_ + "/workers/domains");
  Expect(200, "GET", domain);
  Expect(200, "DELETE", domain);
  Expect(200, "DELETE", script);
  EXPECT_EQ(Send("GET", script + "/versions").status, 404);
}

TEST_F(ContractTest, ZonesAndBuckets) {
  const std::string zone = std::string("/zones/") + kTestZone;
  Expect(200, "GET", "/zones");
  Expect(200, "GET", "/user/tokens/verify");
  Expect(200, "GET", zone + "/bot_management");
  Expect(200, "PUT", zone + "/bot_management", {{"fight_mode", true}, {"enable_js", true}});
  for (const char* body :
       {R"({"type": "A", "name": "a", "content": "192.0.2.1"})",
        R"({"type": "TXT", "name": "@", "content": "words"})",
        R"({"type": "MX", "name": "@", "content": "m.example.com", "priority": 1})"}) {
    Expect(200, "POST", zone + "/dns_records", json::parse(body));
  }
  Expect(200, "GET", zone + "/dns_records");
  const std::string route = zone + "/workers/routes/" +
                            IdOf(Expect(200, "POST", zone + "/workers/routes",
                                        {{"pattern", "example.com/*"}, {"script", "site"}}));
  Expect(200, "GET", zone + "/workers/routes");
  Expect(200, "GET", route);
  Expect(200, "PUT", route, {{"pattern", "example.com/x"}, {"script", "site"}});
  Expect(200, "DELETE", route);

  Expect(200, "POST", account_ + "/r2/buckets", {{"name", "backups"}});
  Expect(200, "GET", account_ + "/r2/buckets");
  Expect(200, "GET", account_ + "/r2/buckets/backups");
  Expect(200, "DELETE", account_ + "/r2/buckets/backups");
}

TEST_F(ContractTest, Pages) {
  const std::string projects = account_ + "/pages/projects";
  const std::string project = projects + "/portal";
  Expect(200, "POST", projects, {{"name", "portal"}, {"production_branch", "main"}});
  const std::string site = FormOf({{"manifest", "{}"}, {"branch", "main"}});
  ASSERT_EQ(SendUpload(*api_, "POST", project + "/deployments", site).status, 200);
  ASSERT_EQ(SendUpload(*api_, "POST", project + "/deployments", site).status, 200);
  Expect(200, "GET", projects);
  Expect(200, "GET", project);
  Expect(200, "PATCH", project, json::parse(R"({"deployment_configs": {"production": {"env_vars":
             {"A": {"type": "plain_text", "value": "a"}}}}})"));
  const json deployments = Expect(200, "GET", project + "/deployments");
  const std::string old = project + "/deployments/" + IdOf(deployments[1]);
  Expect(200, "GET", old);
  Expect(200, "GET", old + "/history/logs");
  Expect(200, "POST", old + "/retry");
  Expect(200, "POST", old + "/rollback");
  Expect(200, "DELETE", project + "/deployments/" + IdOf(deployments[0]));
  Expect(200, "POST", project + "/domains", {{"name", "www.example.com"}});
  Expect(200, "GET", project + "/domains");
  Expect(200, "GET", project + "/domains/www.example.com");
  Expect(200, "PATCH", project + "/domains/www.example.com");
  Expect(200, "DELETE", project + "/domains/www.example.com");
  Expect(200, "POST", project + "/purge_build_cache");
  Expect(200, "DELETE", project);
  EXPECT_EQ(Send("GET", project).status, 404);
}

}  // namespace
}  // namespace release::cloud
