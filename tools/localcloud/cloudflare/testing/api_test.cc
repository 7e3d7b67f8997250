// What the API answers, without a wire. Every call is held against the vendor's contract.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"
#include "tools/localcloud/cloudflare/testing/uploads.h"

namespace release::cloud {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ApiTest : public CloudFixture {
 protected:
  int CodeOf(const json& failure) { return failure["errors"][0]["code"]; }

  HttpResponse PutScript(const std::string& name, const json& metadata) {
    return SendUpload(*api_, "PUT", account_ + "/workers/scripts/" + name, ScriptUpload(metadata));
  }
  void Deploy(const std::string& name) {
    ASSERT_EQ(PutScript(name, {{"main_module", "index.js"}}).status, 200);
  }

  const std::string zone_ = std::string("/zones/") + kTestZone;
};

TEST_F(ApiTest, AnUnknownEndpointNamesItself) {
  const json failure = Expect(501, "POST", account_ + "/queues/0123456789abcdef0123456789abcdef");
  EXPECT_EQ(failure["errors"][0]["message"],
            "The local cloud does not emulate POST /accounts/{id}/queues/{id}");
  EXPECT_EQ(failure["success"], false);
  EXPECT_EQ(Expect(501, "DELETE", "/user")["result"], nullptr);
}

TEST_F(ApiTest, OnlyKnownTokensOfTheAccountAreLetIn) {
  HttpRequest request;
  request.method = "GET";
  request.target = std::string(kApiPrefix) + account_ + "/workers/scripts";
  EXPECT_EQ(api_->Handle(request).status, 400);
  request.headers.Set("Authorization", "Bearer other");
  EXPECT_EQ(api_->Handle(request).status, 401);
  EXPECT_EQ(Send("GET", "/accounts/ffffffffffffffffffffffffffffffff/workers/scripts").status, 403);
  options_.tokens[0].expires = clock_.Now() + absl::Seconds(5);
  Restart();
  Expect(200, "GET", "/user/tokens/verify");
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(CodeOf(Expect(401, "GET", "/user/tokens/verify")), 10000);
}

TEST_F(ApiTest, AFailedCallLeavesNothing) {
  Deploy("site");
  const json before = Expect(200, "GET", account_ + "/workers/scripts/site/versions");
  const json no_class = {
      {"main_module", "index.js"},
      {"migrations", {{"new_tag", "v1"}, {"new_sqlite_classes", {"A"}}}},
      {"bindings",
       {{{"name", "X"}, {"type", "durable_object_namespace"}, {"class_name", "Missing"}}}}};
  EXPECT_EQ(PutScript("site", no_class).status, 400);
  EXPECT_EQ(Expect(200, "GET", account_ + "/workers/scripts/site/versions"), before);
  EXPECT_EQ(Expect(200, "GET", account_ + "/workers/durable_objects/namespaces"), json::array());
}

TEST_F(ApiTest, ContentAndSettingsAreEditedApartAndServeAtOnce) {
  const json metadata = {{"main_module", "index.js"},
                         {"compatibility_date", "2026-11-01"},
                         {"bindings",
                          {{{"name", "A"}, {"type", "plain_text"}, {"text", "a"}},
                           {{"name", "S"}, {"type", "secret_text"}, {"text", "s"}}}}};
  ASSERT_EQ(PutScript("site", metadata).status, 200);
  const std::string script = account_ + "/workers/scripts/site";
  struct Latest : DeployListener {
    void OnWorkerDeployed(const DeployedWorker& worker) override { deployed = worker; }
    DeployedWorker deployed;
  } latest;
  api_->Listen(&latest);

  ASSERT_EQ(
      SendUpload(*api_, "PUT", script + "/content", ScriptUpload({{"main_module", "b.js"}}, "b.js"))
          .status,
      200);
  EXPECT_EQ(latest.deployed.main_module, "b.js");
  EXPECT_EQ(latest.deployed.compatibility_date, "2026-11-01");
  EXPECT_EQ(latest.deployed.bindings.size(), 2u);

  const auto patch = [&](const std::string& settings) {
    return SendUpload(*api_, "PATCH", script + "/settings", FormOf({{"settings", settings}}));
  };
  ASSERT_EQ(patch(R"({"compatibility_date": "2026-11-02", "bindings":
      [{"name": "A", "type": "plain_text", "text": "b"}, {"name": "S", "type": "inherit"}]})")
                .status,
            200);
  EXPECT_EQ(latest.deployed.main_module, "b.js");
  EXPECT_EQ(latest.deployed.compatibility_date, "2026-11-02");
  EXPECT_EQ(latest.deployed.bindings[0]["text"], "b");
  EXPECT_EQ(latest.deployed.bindings[1]["text"], "s");
  for (const char* wrong : {"[]", "{", R"({"tags": [1]})", R"({"bindings": {}})",
                            R"({"bindings": [{"name": "X", "type": "inherit"}]})"}) {
    EXPECT_EQ(patch(wrong).status, 400) << wrong;
  }
  EXPECT_EQ(SendUpload(*api_, "PUT", script + "/content", FormOf({{"a.js", "x"}})).status, 400);

  ASSERT_EQ(SendUpload(*api_, "POST", script + "/versions", ScriptUpload(metadata)).status, 200);
  EXPECT_EQ(patch("{}").status, 400) << "the newest version does not serve";
  api_->Listen(nullptr);
}

TEST_F(ApiTest, AMigrationIsAppliedOnceAndItsTagIsChecked) {
  const json first = {{"main_module", "index.js"},
                      {"migrations", {{"new_tag", "v1"}, {"new_sqlite_classes", {"A"}}}}};
  EXPECT_EQ(PutScript("site", first).status, 200);
  EXPECT_EQ(PutScript("site", first).status, 412);
  EXPECT_EQ(
      Expect(200, "GET",
             account_ + "/workers/services/site")["default_environment"]["script"]["migration_tag"],
      "v1");
}

TEST_F(ApiTest, AHostNameIsNotTakenFromAnotherUnasked) {
  Deploy("one");
  Deploy("two");
  const auto put = [&](const std::string& script, bool over) {
    return Send("PUT", account_ + "/workers/scripts/" + script + "/domains/records",
                {{"override_scope", true},
                 {"override_existing_origin", over},
                 {"override_existing_dns_record", over},
                 {"origins", {{{"hostname", "api.example.com"}}}}})
        .status;
  };
  EXPECT_EQ(put("one", false), 200);
  EXPECT_EQ(put("two", false), 409);
  const json changes =
      Expect(200, "POST", account_ + "/workers/scripts/two/domains/changeset?replace_state=true",
             json::parse(R"([{"hostname": "api.example.com"}])"));
  EXPECT_EQ(changes["conflicting"].size(), 1u);
  EXPECT_EQ(put("two", true), 200);
  EXPECT_EQ(Expect(200, "GET", account_ + "/workers/domains")[0]["service"], "two");
  const json records = Expect(200, "GET", zone_ + "/dns_records?name=api.example.com");
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(Send("DELETE", zone_ + "/dns_records/" + records[0]["id"].get<std::string>()).status,
            400);
}

TEST_F(ApiTest, AForeignDnsRecordIsInTheWay) {
  Deploy("one");
  Expect(200, "POST", zone_ + "/dns_records",
         {{"type", "A"}, {"name", "api"}, {"content", "192.0.2.1"}, {"proxied", true}});
  EXPECT_EQ(CodeOf(Expect(409, "PUT", account_ + "/workers/domains",
                          {{"hostname", "api.example.com"},
                           {"service", "one"},
                           {"environment", "production"},
                           {"zone_id", kTestZone}})),
            100117);
}

TEST_F(ApiTest, RecordsRoutesRulesAndTheBotSwitchAreKept) {
  const json record = Expect(200, "POST", zone_ + "/dns_records",
                             {{"type", "CNAME"}, {"name", "www"}, {"content", "example.com"}});
  EXPECT_EQ(record["name"], "www.example.com");
  const std::string one = zone_ + "/dns_records/" + record["id"].get<std::string>();
  EXPECT_EQ(Expect(200, "PATCH", one, {{"proxied", true}})["proxied"], true);
  Expect(200, "DELETE", one);
  EXPECT_EQ(Send("GET", one).status, 404);

  const std::string rules = zone_ + "/rulesets/phases/http_request_firewall_custom/entrypoint";
  EXPECT_EQ(CodeOf(Expect(404, "GET", rules)), 10003);
  const json body = {{"rules", {{{"action", "skip"}, {"expression", "true"}}}}};
  const json ruleset = Expect(200, "PUT", rules, body);
  EXPECT_EQ(Expect(200, "GET", rules)["rules"][0]["action"], "skip");
  EXPECT_EQ(Expect(200, "PUT", rules, body)["id"], ruleset["id"]);

  EXPECT_EQ(Expect(200, "GET", zone_ + "/bot_management")["fight_mode"], false);
  Expect(200, "PUT", zone_ + "/bot_management", {{"fight_mode", true}});
  Restart();
  EXPECT_EQ(Expect(200, "GET", zone_ + "/bot_management")["fight_mode"], true);
  EXPECT_EQ(Send("PUT", zone_ + "/bot_management", {{"fight_mode", "yes"}}).status, 400);

  Deploy("one");
  const json route = Expect(200, "POST", zone_ + "/workers/routes",
                            {{"pattern", "example.com/*"}, {"script", "one"}});
  EXPECT_EQ(Expect(200, "GET", zone_ + "/workers/routes")[0]["id"], route["id"]);
  EXPECT_EQ(Expect(200, "GET", "/zones?name=example.com")[0]["id"], kTestZone);
}

TEST_F(ApiTest, ASecretIsNotChangedWhileTheNewestVersionDoesNotServe) {
  Deploy("site");
  ASSERT_EQ(SendUpload(*api_, "POST", account_ + "/workers/scripts/site/versions",
                       ScriptUpload({{"main_module", "index.js"}}))
                .status,
            200);
  const json secret = {{"name", "K"}, {"text", "v"}, {"type", "secret_text"}};
  const std::string path = account_ + "/workers/scripts/site/secrets";
  EXPECT_EQ(CodeOf(Expect(400, "PUT", path, secret)), 10215);
  const json newest = Expect(200, "GET", account_ + "/workers/scripts/site/versions")["items"][0];
  Expect(200, "POST", account_ + "/workers/scripts/site/deployments",
         {{"strategy", "percentage"},
          {"versions", {{{"version_id", newest["id"]}, {"percentage", 100}}}}});
  Expect(200, "PUT", path, secret);
  EXPECT_EQ(Expect(200, "GET", path)[0]["name"], "K");
}

TEST_F(ApiTest, ReadsMayLagBehindWrites) {
  Expect(200, "POST", account_ + "/r2/buckets", {{"name", "backups"}});
  clock_.Advance(absl::Seconds(1));
  Order(R"({"faults": [{"method": "GET", "route": "/accounts/{account_id}/r2/buckets/{bucket_name}",
      "count": 2, "fault": {"kind": "stale_reads", "milliseconds": 5000}}]})");
  const std::string path = account_ + "/r2/buckets/backups";
  EXPECT_EQ(Send("GET", path).status, 404);
  EXPECT_EQ(Send("GET", path).status, 404);
  EXPECT_EQ(Send("GET", path).status, 200);
}

TEST_F(ApiTest, FaultsHappenBeforeOrAfterTheEffect) {
  const auto create = [&](const char* fault, const char* name) {
    Order(std::string(R"({"faults": [{"method": "POST", "fault": )") + fault + "}]}");
    return Send("POST", account_ + "/r2/buckets", {{"name", name}});
  };
  const auto exists = [&](const std::string& name) {
    return Send("GET", account_ + "/r2/buckets/" + name).status == 200;
  };
  const HttpResponse limited =
      create(R"({"kind": "status", "status": 429, "retry_after": 7})", "aaa");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.headers.Find("Retry-After"), "7");
  EXPECT_FALSE(exists("aaa"));
  EXPECT_FALSE(create(R"({"kind": "status", "status": 429})", "aaa").headers.Find("Retry-After"));
  EXPECT_THAT(create(R"({"kind": "html", "status": 502})", "aaa").body, HasSubstr("<html>"));
  EXPECT_EQ(create(R"({"kind": "expired_token"})", "aaa").status, 401);
  EXPECT_EQ(create(R"({"kind": "reset_before"})", "aaa").delivery.ending, Delivery::Ending::kReset);
  EXPECT_FALSE(exists("aaa"));
  EXPECT_EQ(create(R"({"kind": "reset_after"})", "bbb").delivery.ending, Delivery::Ending::kReset);
  EXPECT_TRUE(exists("bbb"));
  EXPECT_EQ(create(R"({"kind": "cut_answer"})", "ccc").delivery.ending, Delivery::Ending::kCut);
  EXPECT_TRUE(exists("ccc"));
  EXPECT_EQ(create(R"({"kind": "latency", "milliseconds": 250})", "ddd").delivery.delay,
            absl::Milliseconds(250));
}

TEST_F(ApiTest, BodiesThatAreNoJsonAre400) {
  for (const std::string& body :
       {std::string("{"), std::string("[]"), std::string(200000, '['), std::string("\xff\xfe"),
        std::string(R"({"name": 5})"), std::string(R"({"name": "../x"})")}) {
    HttpRequest request;
    request.method = "POST";
    request.target = std::string(kApiPrefix) + account_ + "/r2/buckets";
    request.headers.Set("Authorization", std::string("Bearer ") + kTestToken);
    request.body = body;
    EXPECT_EQ(api_->Handle(request).status, 400) << body.substr(0, 40);
  }
}

TEST_F(ApiTest, UploadsWithBadPartsAreRefused) {
  const std::string path = account_ + "/workers/scripts/site";
  const std::string good = ScriptUpload({{"main_module", "index.js"}});
  for (size_t cut = 1; cut + 4 < good.size(); cut += 7) {
    EXPECT_EQ(SendUpload(*api_, "PUT", path, good.substr(0, good.size() - cut - 4)).status, 400);
  }
  EXPECT_EQ(PutScript("site", {{"main_module", "other.js"}}).status, 400);
  EXPECT_EQ(PutScript("site", json::array()).status, 400);
  EXPECT_EQ(PutScript("site", {{"main_module", "index.js"}, {"bindings", "x"}}).status, 400);
  EXPECT_EQ(PutScript("..%2f..%2fetc", {{"main_module", "index.js"}}).status, 400);
  EXPECT_EQ(
      SendUpload(*api_, "PUT", path, ScriptUpload({{"main_module", "../a.js"}}, "../a.js")).status,
      400);
  EXPECT_EQ(Send("GET", account_ + "/workers/services/site").status, 404);
}

}  // namespace
}  // namespace release::cloud
