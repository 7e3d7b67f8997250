// The sites and their Functions, checked beside the API, against real servers on loopback.
#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/smoke/smoke_fixture.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::smoke {
namespace {

using health::TestServer;
using kit::Recording;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// A page, as Cloudflare's edge serves it.
std::string Page(const std::string& title) {
  return TestServer::Http("200 OK", Concat("<title>", title, "</title>"),
                          "Content-Type: text/html; charset=utf-8\r\nCF-Ray: 1-LOC\r\n");
}

Site& AddSite(Config& config, const std::string& name, const TestServer& server,
              const std::string& path) {
  Site& site = *config.add_sites();
  site.set_name(name);
  site.set_url(Url(server.port(), path));
  return site;
}

class SmokeSitesTest : public testing::Test {
 protected:
  // The product's sites as a release has them.
  Config Product(Config config, const TestServer& app, const TestServer& function,
                 const TestServer& ops) {
    Site& page = AddSite(config, "app", app, "/");
    page.set_expect_media_type("text/html");
    page.set_expect_contains("<title>Spectral");
    Site& proxied = AddSite(config, "app-api", function, "/api/health");
    (*proxied.mutable_expect_json())["outbox"] = "wired";
    proxied.set_expect_release(true);
    Site& gate = AddSite(config, "ops", ops, "/operator/outbox");
    gate.set_expect_status(401);
    (*gate.mutable_expect_json())["error.code"] = "unauthorized";
    (*gate.mutable_expect_headers())["Cache-Control"] = "no-store";
    return config;
  }

  const std::string refused_ =
      TestServer::Http("401 Unauthorized", R"({"error":{"code":"unauthorized"}})",
                       "Content-Type: application/json\r\nCache-Control: no-store\r\n");
  TestServer api_{Always(Health(5))};
  TestServer app_{Always(Page("Spectral"))};
  TestServer function_{Always(Health(5))};
  TestServer ops_{Always(refused_)};
};

TEST_F(SmokeSitesTest, TheApiAndEverySiteAreAskedAndPass) {
  const Config config = Product(PatientConfig(Url(api_.port())), app_, function_, ops_);
  const Recording passed = Verify(config);
  EXPECT_EQ(passed.outcome(), v1::OUTCOME_SUCCEEDED) << passed;
  for (const TestServer* server : {&api_, &app_, &function_, &ops_}) {
    EXPECT_EQ(server->requests(), 3);
  }
  kit::InProcessStep step;
  EXPECT_THAT(step.Run(kit::CallOf(v1::PHASE_PLAN, config)).ChangeIds(),
              UnorderedElementsAre("probe", "site/app", "site/app-api", "site/ops"));
}

TEST_F(SmokeSitesTest, ABrokenFunctionFailsWhileThePageOfItsSiteIsFine) {
  // The site's index page answers for every path without a Function.
  TestServer broken(Always(Page("Spectral")));
  const Recording failed = Verify(Product(ImpatientConfig(Url(api_.port())), app_, broken, ops_));
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "SMOKE-NOT-JSON") << failed;
  EXPECT_THAT(failed.result->diagnosis().what(), HasSubstr("/api/health"));
  EXPECT_THAT(failed.result->diagnosis().DebugString(), HasSubstr("live: generation 5"));
  EXPECT_THAT(failed.warnings, IsEmpty());
}

TEST_F(SmokeSitesTest, AFunctionThatStillReachesTheOldGenerationIsWaitedFor) {
  TestServer late([](int n) { return Health(n < 4 ? 4 : 5); });
  const Recording passed = Verify(Product(PatientConfig(Url(api_.port())), app_, late, ops_));
  EXPECT_EQ(passed.outcome(), v1::OUTCOME_SUCCEEDED) << passed;
  EXPECT_EQ(late.requests(), 6);
  EXPECT_EQ(api_.requests(), 3) << "what has passed is asked no more";
}

TEST_F(SmokeSitesTest, EverythingThatDidNotPassIsToldAtOnceAndAFailureGoesFirst) {
  TestServer blocked(Always(TestServer::Http("403 Forbidden", "", "CF-Ray: 1\r\n")));
  TestServer open(Always(Page("Operations")));  // the gate lets everybody in
  const Recording failed =
      Verify(Product(ImpatientConfig(Url(blocked.port())), app_, function_, open));
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "SMOKE-STATUS") << failed;
  EXPECT_THAT(failed.result->diagnosis().what(), HasSubstr("200, not 401"));
  EXPECT_THAT(failed.result->diagnosis().DebugString(),
              HasSubstr("also not passed: api: SMOKE-FORBIDDEN"));
  ASSERT_THAT(failed.warnings, SizeIs(1));
  EXPECT_EQ(failed.warnings[0].code(), "SMOKE-FORBIDDEN");
  bool both = false;
  for (const v1::Progress& progress : failed.progress) {
    both = both || (progress.text().find("api: 403") != std::string::npos &&
                    progress.text().find("ops: ") != std::string::npos);
  }
  EXPECT_TRUE(both) << failed;
}

TEST_F(SmokeSitesTest, WrongContentOfAPageHasItsCode) {
  const auto code_with = [&](const std::string& answer, const std::function<void(Site&)>& want) {
    TestServer server(Always(answer));
    Config config = ImpatientConfig(Url(api_.port()));
    want(AddSite(config, "app", server, "/"));
    return Verify(config).code();
  };
  EXPECT_EQ(code_with(Page("Another"), [](Site& s) { s.set_expect_contains("Spectral"); }),
            "SMOKE-BODY");
  EXPECT_EQ(code_with(Health(5), [](Site& s) { s.set_expect_media_type("text/html"); }),
            "SMOKE-TYPE");
  EXPECT_EQ(code_with(Page("x"),
                      [](Site& s) { (*s.mutable_expect_headers())["x-frame-options"] = "DENY"; }),
            "SMOKE-HEADER");
}

TEST_F(SmokeSitesTest, SitesAreCheckedBeforeAnybodyIsAsked) {
  Config config = PatientConfig(Url(api_.port()));
  AddSite(config, "app", app_, "/");
  AddSite(config, "app", app_, "/two");
  EXPECT_EQ(Verify(config).code(), "SMOKE-CONFIG");
  config.mutable_sites()->RemoveLast();
  config.mutable_sites(0)->set_expect_status(42);
  EXPECT_EQ(Verify(config).code(), "SMOKE-CONFIG");
  config.mutable_sites(0)->clear_expect_status();
  config.mutable_sites(0)->set_url("app.example.com");
  EXPECT_EQ(Verify(config).code(), "SMOKE-URL");
  EXPECT_EQ(api_.requests(), 0);
}

}  // namespace
}  // namespace release::smoke
