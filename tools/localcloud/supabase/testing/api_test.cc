// Auth and REST on a real PostgreSQL with the product's prelude and migrations.
#include "tools/localcloud/supabase/api.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/support/postgres.h"
#include "tools/base/clock_fake.h"
#include "tools/base/files.h"
#include "tools/base/secret.h"
#include "tools/localcloud/faults/fault.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/supabase/options.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kPassword[] = "correct horse battery";

class SupabaseApiTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    postgres_ = TestPostgres::Start();
    ASSERT_NE(postgres_, nullptr);
    ASSERT_EQ(postgres_->CreateDatabase("app", *ReadFile("supabase/prelude.sql", 1 << 20)), "");
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("supabase/migrations")) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      ASSERT_EQ(postgres_->Execute("app", *ReadFile(file, 1 << 20)), "") << file;
    }
  }
  static void TearDownTestSuite() { postgres_.reset(); }

  void SetUp() override {
    log_ = *RequestLog::Open(directory_.path() + "/log");
    Open();
    ASSERT_TRUE(api_->Prepare().ok());
    ASSERT_TRUE(api_->Prepare().ok());
    ASSERT_EQ(postgres_->Execute("app", "delete from organizations; delete from auth.users"), "");
    const json ada = Body(Admin("POST", "/auth/v1/admin/users",
                                {{"email", "Ada@example.com"},
                                 {"password", kPassword},
                                 {"email_confirm", true},
                                 {"user_metadata", {{"name", "Ada"}}}}));
    ada_ = ada.value("id", "");
    ASSERT_EQ(postgres_->Execute("app",
                                 "insert into organizations (slug, name) values"
                                 " ('mine', 'Mine'), ('theirs', 'Theirs');"
                                 "insert into organization_members"
                                 " select id, '" +
                                     ada_ +
                                     "', 'operations'"
                                     " from organizations where slug = 'mine';"
                                     "insert into worlds (organization_id, name)"
                                     " select id, slug || n from organizations,"
                                     " unnest(array[2, 1]) as n"),
              "");
  }

  void Open() {
    SupabaseOptions options;
    options.origin = "https://ref.supabase.co";
    options.postgres = {"127.0.0.1", static_cast<uint16_t>(postgres_->port())};
    options.database = "app";
    api_ =
        *SupabaseApi::Open(directory_.path(), options,
                           Secret::Of(std::string(postgres_->password())), clock_, faults_, *log_);
  }

  HttpResponse Send(const std::string& method, const std::string& target, const json& body,
                    const std::string& key, const std::string& token,
                    const std::string& accept = "*/*") {
    HttpRequest request;
    request.method = method;
    request.target = target;
    if (!body.is_null()) request.body = body.dump();
    request.headers.Add("apikey", key);
    request.headers.Add("Accept", accept);
    request.headers.Add("Prefer", "count=exact");
    if (!token.empty()) request.headers.Add("Authorization", "Bearer " + token);
    return api_->Handle(request);
  }
  HttpResponse Admin(const std::string& method, const std::string& target, const json& body = {}) {
    const std::string secret(api_->keys().secret_key().Reveal());
    return Send(method, target, body, secret, secret);
  }
  HttpResponse Ask(const std::string& method, const std::string& target,
                   const std::string& token = "", const json& body = {}) {
    return Send(method, target, body, api_->keys().publishable_key(), token);
  }
  HttpResponse SignIn(const std::string& password = kPassword) {
    return Ask("POST", "/auth/v1/token?grant_type=password", "",
               {{"email", "ada@example.com"}, {"password", password}});
  }
  HttpResponse Refresh(const json& token) {
    return Ask("POST", "/auth/v1/token?grant_type=refresh_token", "", {{"refresh_token", token}});
  }
  std::string Token() { return Body(SignIn()).value("access_token", ""); }
  static json Body(const HttpResponse& response) {
    return json::parse(response.body, nullptr, false);
  }

  static std::unique_ptr<TestPostgres> postgres_;
  TempDirectory directory_ = *TempDirectory::Create();
  FakeClock clock_;
  FaultBook faults_;
  std::unique_ptr<RequestLog> log_;
  std::unique_ptr<SupabaseApi> api_;
  std::string ada_;
};

std::unique_ptr<TestPostgres> SupabaseApiTest::postgres_;

TEST_F(SupabaseApiTest, SignsInWithTheRightPasswordOnly) {
  const HttpResponse wrong = SignIn("wrong");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(Body(wrong)["error_code"], "invalid_credentials");
  const json tokens = Body(SignIn());
  EXPECT_EQ(tokens["token_type"], "bearer") << tokens;
  EXPECT_EQ(tokens["user"]["email"], "ada@example.com");
  const HttpResponse user = Ask("GET", "/auth/v1/user", tokens["access_token"]);
  EXPECT_EQ(user.status, 200);
  EXPECT_EQ(Body(user)["user_metadata"]["name"], "Ada");
}

TEST_F(SupabaseApiTest, TheHookPutsTheRoleOfTheTableIntoTheToken) {
  const auto parts = SplitToken(Token());
  EXPECT_TRUE(parts.has_value());
  EXPECT_EQ(SplitToken(Token())->claims["app_metadata"]["organization_role"], "operations");
  EXPECT_EQ(SplitToken(Token())->claims["iss"], "https://ref.supabase.co/auth/v1");
}

TEST_F(SupabaseApiTest, AnOldRefreshTokenEndsTheFamily) {
  const json first = Body(SignIn())["refresh_token"];
  const json second = Body(Refresh(first))["refresh_token"];
  EXPECT_NE(first, second);
  EXPECT_EQ(Body(Refresh(first))["refresh_token"], second);  // its answer may have been lost
  const json third = Body(Refresh(second))["refresh_token"];
  clock_.Advance(absl::Seconds(11));
  EXPECT_EQ(Body(Refresh(first))["error_code"], "refresh_token_already_used");
  EXPECT_EQ(Body(Refresh(third))["error_code"], "refresh_token_already_used");
  EXPECT_EQ(Body(Refresh("unknown"))["error_code"], "refresh_token_not_found");
}

TEST_F(SupabaseApiTest, SigningOutEndsTheSession) {
  const json tokens = Body(SignIn());
  EXPECT_EQ(Ask("POST", "/auth/v1/logout?scope=local", tokens["access_token"]).status, 204);
  EXPECT_EQ(Body(Ask("GET", "/auth/v1/user", tokens["access_token"]))["error_code"],
            "session_not_found");
  EXPECT_EQ(Refresh(tokens["refresh_token"]).status, 400);
}

TEST_F(SupabaseApiTest, RowLevelSecurityDecidesWhichRowsAreSeen) {
  const std::string target =
      "/rest/v1/organizations?select=name,worlds(name)&order=name.asc&worlds.order=name.asc";
  EXPECT_EQ(Body(Ask("GET", target, Token())),
            json::parse(R"([{"name": "Mine", "worlds": [{"name": "mine1"}, {"name": "mine2"}]}])"));
  EXPECT_EQ(Body(Ask("GET", target)), json::array());
  EXPECT_EQ(Body(Admin("GET", target)).size(), 2u);
}

TEST_F(SupabaseApiTest, RestErrorsAreThoseOfPostgrest) {
  const std::string token = Token();
  EXPECT_EQ(Ask("GET", "/rest/v1/worlds?id=eq.x", token).status, 400);
  EXPECT_EQ(Body(Ask("GET", "/rest/v1/worlds?nothing=eq.x", token))["code"], "42703");
  EXPECT_EQ(Body(Ask("GET", "/rest/v1/nothing", token))["code"], "PGRST205");
  EXPECT_EQ(Body(Ask("GET", "/rest/v1/worlds?select=agent_messages(id)", token))["code"],
            "PGRST200");
  EXPECT_EQ(Send("GET", "/rest/v1/worlds?limit=2", {}, api_->keys().publishable_key(), token,
                 "application/vnd.pgrst.object+json")
                .status,
            406);
  EXPECT_EQ(Ask("DELETE", "/rest/v1/worlds", token).status, 501);
  EXPECT_EQ(Ask("GET", "/rest/v1/worlds?limit=1", token).status, 206);
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(Body(Ask("GET", "/rest/v1/worlds", token))["message"], "JWT expired");
}

TEST_F(SupabaseApiTest, OldKeysCountUntilTheyAreDroppedAndKeysOutliveTheProgram) {
  const std::string old = Token();
  HttpRequest control;
  control.method = "POST";
  control.target = "/supabase/keys";
  EXPECT_EQ(Body(api_->HandleControl(control))["kids"].size(), 2u);
  Open();
  EXPECT_EQ(Body(Ask("GET", "/auth/v1/.well-known/jwks.json"))["keys"].size(), 2u);
  EXPECT_EQ(Ask("GET", "/rest/v1/worlds", old).status, 200);
  control.method = "DELETE";
  control.target = "/supabase/keys/old";
  EXPECT_EQ(Body(api_->HandleControl(control))["kids"].size(), 1u);
  EXPECT_EQ(Ask("GET", "/rest/v1/worlds", old).status, 401);
  EXPECT_EQ(Ask("GET", "/rest/v1/worlds", Token()).status, 200);
}

TEST_F(SupabaseApiTest, StrangersAreRefusedByTheGatewayAndByAdmin) {
  EXPECT_EQ(Send("GET", "/auth/v1/settings", {}, "sb_publishable_wrong", "").status, 401);
  EXPECT_EQ(Body(Ask("GET", "/auth/v1/admin/users", Token()))["error_code"], "not_admin");
  EXPECT_EQ(Body(Ask("GET", "/auth/v1/user", Token() + "x"))["error_code"], "bad_jwt");
  EXPECT_EQ(Ask("POST", "/auth/v1/signup").status, 501);
}

TEST_F(SupabaseApiTest, OrderedFaultsMeetJwksToo) {
  faults_.Order(*ParseFaults(R"({"faults": [{"route": "/auth/v1/.well-known/jwks.json",
      "fault": {"kind": "html", "status": 502}}]})"));
  EXPECT_EQ(Ask("GET", "/auth/v1/.well-known/jwks.json").status, 502);
  EXPECT_EQ(Ask("GET", "/auth/v1/.well-known/jwks.json").status, 200);
}

TEST_F(SupabaseApiTest, TheLogHoldsNoCredential) {
  const json tokens = Body(SignIn());
  const std::string log = *ReadFile(directory_.path() + "/log", 1 << 20);
  for (const std::string& secret :
       {std::string(kPassword), tokens["access_token"].get<std::string>(),
        tokens["refresh_token"].get<std::string>(),
        std::string(api_->keys().secret_key().Reveal())}) {
    EXPECT_EQ(log.find(secret), std::string::npos);
  }
}

TEST_F(SupabaseApiTest, UsersAreChangedAndDeleted) {
  const std::string path = "/auth/v1/admin/users/" + ada_;
  EXPECT_EQ(Body(Admin("PUT", path, {{"app_metadata", {{"team", "x"}}}}))["app_metadata"]["team"],
            "x");
  EXPECT_EQ(Body(Admin("GET", "/auth/v1/admin/users"))["users"].size(), 1u);
  EXPECT_EQ(Admin("DELETE", path).status, 200);
  EXPECT_EQ(Admin("GET", path).status, 404);
  EXPECT_EQ(SignIn().status, 400);
}

}  // namespace
}  // namespace release::cloud
