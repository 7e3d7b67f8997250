// The client against a real server that answers as the test says.
#include "plugins/lib/cloudflare/api.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/server.h"

namespace release::cloudflare {
namespace {

using cloud::HttpRequest;
using cloud::HttpResponse;
using testing::HasSubstr;
using testing::Not;

constexpr char kToken[] = "tokenmarker-51ab";

HttpResponse Answer(int status, std::string body, const std::string& type = "application/json") {
  HttpResponse response;
  response.status = status;
  response.headers.Set("Content-Type", type);
  response.body = std::move(body);
  return response;
}

// Gives the answers one after the other, the last one again and again.
class ApiTest : public testing::Test {
 protected:
  Api ApiWith(std::vector<HttpResponse> answers) {
    answers_ = std::move(answers);
    asked_ = 0;
    cloud::HttpServerOptions options;
    options.threads = 1;
    server_ = *cloud::HttpServer::Start(options, [this](const HttpRequest& request) {
      authorization_ = std::string(request.headers.Find("Authorization").value_or(""));
      return answers_[std::min(asked_++, answers_.size() - 1)];
    });
    ApiSettings settings;
    settings.base = Concat("http://127.0.0.1:", server_->port(), "/client/v4");
    settings.token = kToken;
    settings.attempts = 3;
    settings.first_pause = absl::Milliseconds(1);
    return Api(settings, {});
  }

  std::vector<HttpResponse> answers_;
  size_t asked_ = 0;
  std::string authorization_;
  std::unique_ptr<cloud::HttpServer> server_;
};

const char kGood[] = R"({"success":true,"errors":[],"result":{"id":"x"}})";

TEST_F(ApiTest, AGoodAnswerIsItsResult) {
  Api api = ApiWith({Answer(200, kGood)});
  EXPECT_EQ(api.Get("/zones")->at("id"), "x");
  EXPECT_EQ(authorization_, Concat("Bearer ", kToken));
}

TEST_F(ApiTest, EachFailureHasItsCodeAndNoneShowsTheToken) {
  const std::string refused = R"({"success":false,"errors":[{"code":9005,"message":"no"}]})";
  const struct {
    HttpResponse answer;
    const char* code;
    const char* why;
  } cases[] = {
      {Answer(404, refused), "CLOUDFLARE-NOT-FOUND", "no [code: 9005]"},
      {Answer(403, refused), "CLOUDFLARE-AUTH", "status 403"},
      {Answer(400, refused), "CLOUDFLARE-REFUSED", "no [code: 9005]"},
      {Answer(200, refused), "CLOUDFLARE-REFUSED", "no [code: 9005]"},
      {Answer(429, refused), "CLOUDFLARE-RATE-LIMIT", "status 429"},
      {Answer(503, "x"), "CLOUDFLARE-SERVER", "status 503"},
      {Answer(200, "<html>", "text/html"), "CLOUDFLARE-NOT-JSON", "expected JSON from 127.0.0.1:"},
  };
  for (const auto& [answer, code, why] : cases) {
    Api api = ApiWith({answer});
    const absl::Status failed = api.Get("/zones?name=x").status();
    EXPECT_EQ(DiagnosisOf(failed).code(), code);
    EXPECT_THAT(DiagnosisOf(failed).why(), HasSubstr(why));
    EXPECT_FALSE(DiagnosisOf(failed).fix().empty());
    EXPECT_THAT(DiagnosisOf(failed).DebugString(), Not(HasSubstr(kToken)));
  }
}

TEST_F(ApiTest, ReadsAreRepeatedUntilTheyAreAnswered) {
  Api api = ApiWith({Answer(503, "x"), Answer(502, "<html>", "text/html"), Answer(200, kGood)});
  EXPECT_TRUE(api.Get("/zones").ok());
  EXPECT_EQ(asked_, 3u);
}

TEST_F(ApiTest, ACallThatMayHaveBeenCarriedOutIsSentOnce) {
  Api api = ApiWith({Answer(503, "x"), Answer(200, kGood)});
  const absl::Status failed = api.Post("/zones", {{"a", 1}}).status();
  EXPECT_EQ(asked_, 1u);
  EXPECT_EQ(DiagnosisOf(failed).retry(), v1::RETRY_AFTER_OBSERVE);
}

TEST_F(ApiTest, ARefusedRateIsRepeatedAlsoForWritesAfterThePauseThatIsAsked) {
  HttpResponse wait = Answer(429, "{}");
  wait.headers.Set("Retry-After", "1");
  Api api = ApiWith({wait, Answer(200, kGood)});
  const absl::Time before = absl::Now();
  EXPECT_TRUE(api.Post("/zones", {{"a", 1}}).ok());
  EXPECT_EQ(asked_, 2u);
  EXPECT_GE(absl::Now() - before, absl::Seconds(1));
}

}  // namespace
}  // namespace release::cloudflare
