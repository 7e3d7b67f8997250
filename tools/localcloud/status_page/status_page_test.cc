// The page as a browser, a program and a stranger ask for it.
#include "tools/localcloud/status_page/status_page.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace release::cloud {
namespace {

class StatusPageTest : public testing::Test {
 protected:
  HttpResponse Ask(const std::string& target, const std::string& host = "127.3.4.5",
                   const std::string& method = "GET") {
    HttpRequest request{.method = method, .target = target, .headers = {}, .body = ""};
    if (!host.empty()) request.headers.Set("Host", host);
    return page_.Handle(request);
  }

  std::unique_ptr<RequestLog> log_ = *RequestLog::Open("");
  CloudStatus status_;
  StatusPage page_{*log_, "PEM",
                   [](const HttpRequest& request) {
                     return HttpResponse{.headers = {},
                                         .body = request.method + " " + request.target};
                   },
                   [this] { return status_; }};
};

CloudStatus Example() {
  return {.address = "127.3.4.5",
          .front = "127.3.4.5:8443",
          .ca = "/c/ca.pem",
          .directory = "/c",
          .since = "noon",
          .parts = {{.name = "PostgreSQL 15",
                     .condition = Condition::kGood,
                     .where = "127.3.4.5:5433",
                     .note = ""}},
          .deployed = {{.kind = "Pages",
                        .name = "a<b>&\"c",
                        .hosts = {"app.spectral.test"},
                        .version = "v1",
                        .since = "now",
                        .condition = Condition::kBad,
                        .note = "it's down"}}};
}

TEST_F(StatusPageTest, SaysThatNothingIsDeployedYet) {
  const HttpResponse answer = Ask("/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find("Nothing yet"), std::string::npos);
}

TEST_F(StatusPageTest, ListsWhatIsDeployedWithLinksThatHaveTheFrontsPort) {
  status_ = Example();
  const std::string html = Ask("/").body;
  EXPECT_NE(html.find("<a href=\"https://app.spectral.test:8443/\">"), std::string::npos) << html;
  EXPECT_NE(html.find("a&lt;b&gt;&amp;&quot;c"), std::string::npos);
  EXPECT_EQ(html.find("a<b>"), std::string::npos);
  EXPECT_NE(html.find("127.3.4.5:5433"), std::string::npos);
}

TEST_F(StatusPageTest, SaysTheSameToPrograms) {
  status_ = Example();
  const nlohmann::json json = nlohmann::json::parse(Ask("/status.json").body);
  EXPECT_EQ(json["deployed"][0]["state"], "bad");
  EXPECT_EQ(json["deployed"][0]["hosts"][0], "app.spectral.test");
  EXPECT_EQ(json["parts"][0]["where"], "127.3.4.5:5433");
  EXPECT_EQ(Ask("/ca.pem").body, "PEM");
}

TEST_F(StatusPageTest, RequestsAreShownEscapedAndWithoutCredentials) {
  LogEntry entry{.at = absl::UnixEpoch(),
                 .method = "POST",
                 .target = "/client/v4/<script>",
                 .route = "",
                 .fault = "latency",
                 .request_headers = {},
                 .request_body = nullptr,
                 .status = 429,
                 .response_body = nullptr};
  entry.request_headers.Add("Authorization", "Bearer hush");
  log_->Write(entry);
  const std::string html = Ask("/requests").body;
  EXPECT_NE(html.find("POST /client/v4/&lt;script&gt;"), std::string::npos) << html;
  EXPECT_NE(html.find("429"), std::string::npos);
  EXPECT_NE(html.find("latency"), std::string::npos);
  EXPECT_EQ(html.find("hush"), std::string::npos);
}

TEST_F(StatusPageTest, AnswersOnlyUnderALoopbackName) {
  for (const char* host : {"", "evil.example", "127.0.0.1.evil.example", "[::1].evil"}) {
    EXPECT_EQ(Ask("/", host).status, 421) << host;
    EXPECT_EQ(Ask("/control/faults", host).status, 421) << host;
  }
  for (const char* host : {"127.3.4.5", "127.3.4.5:8080", "localhost:80"}) {
    EXPECT_EQ(Ask("/", host).status, 200) << host;
  }
}

TEST_F(StatusPageTest, ControlGetsWhatComesBelowIt) {
  EXPECT_EQ(Ask("/control/faults?x=1", "127.3.4.5", "POST").body, "POST /faults?x=1");
  EXPECT_EQ(Ask("/controls").status, 404);
}

TEST_F(StatusPageTest, WhatItDoesNotHaveIsRefused) {
  EXPECT_EQ(Ask("/nothing").status, 404);
  EXPECT_EQ(Ask("/", "127.3.4.5", "POST").status, 405);
}

}  // namespace
}  // namespace release::cloud
