#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"
#include "tools/localcloud/faults/control_api.h"
#include "tools/localcloud/faults/fault.h"
#include "tools/localcloud/faults/fault_book.h"

namespace release::cloud {
namespace {

std::vector<FaultOrder> Parsed(const std::string& text) {
  auto orders = ParseFaults(text);
  EXPECT_TRUE(orders.ok()) << orders.status();
  return orders.ok() ? *orders : std::vector<FaultOrder>{};
}

std::string Why(const std::string& text) {
  auto orders = ParseFaults(text);
  EXPECT_FALSE(orders.ok());
  return orders.ok() ? "" : DiagnosisOf(orders.status()).why();
}

TEST(FaultTest, AnOrderNamesItsEndpointAndItsCalls) {
  const auto orders = Parsed(R"({"faults": [{"method": "PUT", "route": "/a/{b}", "skip": 2,
      "count": 3, "fault": {"kind": "status", "status": 429, "retry_after": 7}}]})");
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].route, "/a/{b}");
  EXPECT_EQ(orders[0].fault.kind, FaultKind::kStatus);
  EXPECT_EQ(orders[0].fault.retry_after, 7);
}

TEST(FaultTest, UnknownWordsAreRefusedWithTheNearestOne) {
  EXPECT_EQ(Why(R"({"faults": [{"fault": {"kind": "reset_befor"}}]})"),
            "`reset_befor` is no kind of fault; did you mean `reset_before`?");
  EXPECT_EQ(Why(R"({"faults": [{"cuont": 1, "fault": {"kind": "html"}}]})"),
            "`cuont` is no field of it; did you mean `count`?");
  EXPECT_EQ(Why(R"({"faults": [{}]})"), "`fault` is missing");
  EXPECT_EQ(Why("[]"), "it is not `{\"faults\": [...]}`");
}

TEST(FaultBookTest, FaultsMeetTheCallsAfterTheSkippedOnes) {
  FaultBook book;
  book.Order(Parsed(R"({"faults": [{"route": "/x", "skip": 1, "count": 2,
      "fault": {"kind": "html", "status": 502}}]})"));
  EXPECT_FALSE(book.Next("GET", "/x", "/x"));
  EXPECT_FALSE(book.Next("GET", "/y", "/y"));
  EXPECT_TRUE(book.Next("GET", "/x", "/x"));
  EXPECT_TRUE(book.Next("POST", "/x", "/x"));
  EXPECT_FALSE(book.Next("GET", "/x", "/x"));
  EXPECT_EQ(book.Describe()[0]["met"], 2);
}

TEST(FaultBookTest, TheFirstOrderWithCallsLeftIsTaken) {
  FaultBook book;
  book.Order(Parsed(R"({"faults": [{"fault": {"kind": "html"}},
      {"contains": "page=2", "count": -1, "fault": {"kind": "reset_after"}}]})"));
  EXPECT_EQ(book.Next("GET", "/x", "/x?page=2")->kind, FaultKind::kHtml);
  EXPECT_EQ(book.Next("GET", "/x", "/x?page=2")->kind, FaultKind::kResetAfter);
  EXPECT_FALSE(book.Next("GET", "/x", "/x?page=1"));
}

class ControlApiTest : public testing::Test {
 protected:
  HttpResponse Send(std::string method, std::string target, std::string body = "",
                    bool header = true) {
    HttpRequest request{std::move(method), std::move(target), {}, std::move(body)};
    if (header) request.headers.Add("x-localcloud-control", "1");
    return HandleControl(book_, *log_, request);
  }

  FaultBook book_;
  std::unique_ptr<RequestLog> log_ = *RequestLog::Open("");
};

TEST_F(ControlApiTest, OrdersAreTakenListedAndForgotten) {
  EXPECT_EQ(Send("POST", "/faults", R"({"faults": [{"fault": {"kind": "html"}}]})").status, 200);
  EXPECT_NE(Send("GET", "/faults").body.find("html"), std::string::npos);
  EXPECT_EQ(Send("DELETE", "/faults").status, 200);
  EXPECT_EQ(Send("GET", "/faults").body, "{\"faults\":[]}\n");
}

TEST_F(ControlApiTest, AWebPageCannotOrderFaults) {
  EXPECT_EQ(Send("POST", "/faults", "{\"faults\": []}", /*header=*/false).status, 403);
}

TEST_F(ControlApiTest, AMalformedOrderIsExplainedAndChangesNothing) {
  const HttpResponse answer = Send("POST", "/faults", "{");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("cannot be read"), std::string::npos);
  EXPECT_EQ(Send("GET", "/faults").body, "{\"faults\":[]}\n");
}

}  // namespace
}  // namespace release::cloud
