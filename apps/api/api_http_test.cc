// The running server's routes, manners and end.

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <string>

#include "apps/api/api_fixture.h"
#include "apps/api/api_process.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace spectral {
namespace {

using nlohmann::json;

class ApiHttpTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (!HasFatalFailure()) MakeProduct();
  }
};

// Sends `bytes` as they are and reads until the server closes.
std::string SendRaw(int port, const std::string& bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  std::string reply;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    for (size_t sent = 0; sent < bytes.size();) {
      const ssize_t n = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;
      sent += static_cast<size_t>(n);
    }
    shutdown(fd, SHUT_WR);
    char buffer[4096];
    for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) {
      reply.append(buffer, static_cast<size_t>(n));
    }
  }
  close(fd);
  return reply;
}

TEST_F(ApiHttpTest, APostedMessageIsStoredDeliveredAndListed) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  const HttpReply posted =
      api.Post(kMessages, R"({"body": "Where is the \"harbour\"? ä"})", kServiceKey);
  ASSERT_EQ(posted.status, 201) << posted.body;
  EXPECT_EQ(json::parse(posted.body)["message"]["body"], "Where is the \"harbour\"? ä");
  EXPECT_EQ(Value("select generation || ' ' || topic from spectral.outbox"),
            "3 agent_message.posted");
  json listed;
  EXPECT_TRUE(Eventually([&] {
    listed = json::parse(api.Get(kMessages, kServiceKey).body)["messages"];
    return listed.size() == 1 && !listed[0]["delivered_at"].is_null();
  })) << listed;
  const std::string position = listed[0]["position"].dump();
  EXPECT_EQ(api.Get(kMessages + ("?after=" + position), kServiceKey).body, "{\"messages\": []}\n");
  const json organizations = json::parse(api.Get("/organizations", kServiceKey).body);
  const std::string id = organizations["organizations"][0]["id"];
  EXPECT_EQ(
      json::parse(api.Get("/organizations/" + id + "/worlds", kServiceKey).body)["worlds"][0]["id"],
      kWorld);
}

TEST_F(ApiHttpTest, OperatorsSeeTheOutboxAndItsGenerations) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  EXPECT_EQ(json::parse(api.Get("/operator/health").body)["generation"], 3);
  ASSERT_EQ(api.Post(kMessages, R"({"body": "Is anybody there?"})", kServiceKey).status, 201);
  EXPECT_TRUE(Eventually([&] {
    const json rows =
        json::parse(api.Get("/operator/outbox?state=handled", kServiceKey).body)["rows"];
    return rows.size() == 1 && rows[0]["topic"] == "agent_message.posted";
  }));
  const json generations = json::parse(api.Get("/operator/generations", kServiceKey).body);
  EXPECT_EQ(generations["current"], 3);
  EXPECT_EQ(generations["generations"][0]["handled"], 1);
  EXPECT_EQ(api.Get("/operator/outbox").status, 401);
  EXPECT_EQ(api.Get("/operator/generations").status, 401);
  EXPECT_EQ(api.Get("/operator/outbox?state=lost", kServiceKey).status, 400);
  EXPECT_EQ(api.Post("/operator/outbox", "{}", kServiceKey).status, 405);
  EXPECT_EQ(api.Get("/operator/nothing", kServiceKey).status, 404);
}

TEST_F(ApiHttpTest, TheSameClientTokenAddsNothing) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  const std::string message =
      R"({"body": "once", "client_token": "00000000-0000-4000-8000-000000000001"})";
  const HttpReply first = api.Post(kMessages, message, kServiceKey);
  const HttpReply second = api.Post(kMessages, message, kServiceKey);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(json::parse(first.body)["message"]["id"], json::parse(second.body)["message"]["id"]);
  EXPECT_EQ(Value("select count(*) from agent_messages"), "1");
  EXPECT_EQ(Value("select count(*) from spectral.outbox"), "1");
}

TEST_F(ApiHttpTest, MistakesAreAnsweredInJson) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  const auto code = [](const HttpReply& reply) {
    const json body = json::parse(reply.body, nullptr, false);
    return std::to_string(reply.status) + " " +
           (body.is_discarded() ? reply.body : body["error"]["code"].get<std::string>());
  };
  EXPECT_EQ(code(api.Get("/nothing")), "404 not_found");
  EXPECT_EQ(code(api.Get("/")), "404 not_found");
  EXPECT_EQ(code(api.Send("PUT", "/health")), "405 method_not_allowed");
  EXPECT_EQ(code(api.Send("DELETE", kMessages)), "405 method_not_allowed");
  EXPECT_EQ(code(api.Get(kMessages)), "401 unauthorized");
  EXPECT_EQ(code(api.Get(kMessages, "service-key-012345678X")), "401 unauthorized");
  EXPECT_EQ(code(api.Get("/worlds/7/messages", kServiceKey)), "400 bad_request");
  EXPECT_EQ(code(api.Get(kMessages + std::string("?limit=1000"), kServiceKey)), "400 bad_request");
  EXPECT_EQ(code(api.Post(kMessages, "{", kServiceKey)), "400 bad_request");
  EXPECT_EQ(code(api.Post("/worlds/00000000-0000-0000-0000-00000000ffff/messages",
                          R"({"body": "hello"})", kServiceKey)),
            "404 not_found");
  EXPECT_EQ(code(api.Post(kMessages, std::string(70000, ' '), kServiceKey)), "413 body_too_large");
  EXPECT_EQ(code(api.Get("/health", std::string(9000, 'k'))), "431 headers_too_large");
}

TEST_F(ApiHttpTest, WithoutAServiceKeyTheDataRoutesAreClosed) {
  auto variables = Variables(3);
  variables.erase("SPECTRAL_SERVICE_KEY");
  ApiProcess api(variables);
  WaitForHealth(api, 200);
  const HttpReply reply = api.Get("/organizations", kServiceKey);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(json::parse(reply.body)["error"]["code"], "not_configured");
}

TEST_F(ApiHttpTest, GarbageIsAnsweredAndServingGoesOn) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  const std::string garbage[] = {
      "garbage\r\n\r\n",
      std::string("\0\1\2\3\xff\xfe\r\n\r\n", 10),
      "GET /health HTTP/9.9\r\n\r\n",
      "GET  HTTP/1.1\r\n\r\n",
      "POST /health HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
      "POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
      "GET /health HTTP/1.1\r\nno colon here\r\n\r\n",
  };
  for (const std::string& bytes : garbage) {
    EXPECT_EQ(SendRaw(api.port(), bytes).substr(0, 13), "HTTP/1.1 400 ") << bytes;
  }
  // Not finished: nobody to answer.
  EXPECT_EQ(SendRaw(api.port(), ""), "");
  EXPECT_EQ(SendRaw(api.port(), "GET /health HTT"), "");
  EXPECT_EQ(SendRaw(api.port(), "POST /health HTTP/1.1\r\nContent-Length: 100\r\n\r\nshort"), "");
  EXPECT_EQ(SendRaw(api.port(), std::string(1 << 20, 'a')).substr(0, 9), "HTTP/1.1 ");
  EXPECT_EQ(api.Get("/health").status, 200);
}

TEST_F(ApiHttpTest, PipelinedRequestsAreAnsweredInOrder) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  const std::string reply =
      SendRaw(api.port(),
              "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
              "HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n"
              "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const size_t first = reply.find("\"outbox\":\"wired\"");
  const size_t second = reply.find("HTTP/1.1 200", first);
  const size_t third = reply.find("HTTP/1.1 404", second);
  EXPECT_NE(third, std::string::npos) << reply;
  EXPECT_EQ(reply.find("\"outbox\":\"wired\"", second), std::string::npos) << reply;
}

TEST_F(ApiHttpTest, SigtermAnswersWhatIsInFlightAndNothingMore) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  // A lock of ours holds the request up, so that it is certainly in flight.
  PGconn* holder = PQconnectdb(postgres_->Dsn(database_).c_str());
  PQclear(PQexec(holder, "begin; lock table agent_messages in exclusive mode"));
  auto reply = std::async(std::launch::async, [&] {
    return api.Post(kMessages, R"({"body": "just in time"})", kServiceKey);
  });
  ASSERT_TRUE(Eventually([&] {
    return Value(
               "select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
               "and query like 'insert into public.agent_messages%'") == "1";
  }));
  api.Signal(SIGTERM);
  ASSERT_TRUE(Eventually([&] { return api.Get("/health").status == 0; }));
  PQclear(PQexec(holder, "rollback"));
  PQfinish(holder);
  EXPECT_EQ(reply.get().status, 201);
  EXPECT_EQ(api.Wait(), 0) << api.Stderr();
  EXPECT_EQ(Value("select body from agent_messages"), "just in time");
}

TEST_F(ApiHttpTest, SigtermIsBoundedByTheDatabasesDeadline) {
  ApiProcess api(Variables(3));
  WaitForHealth(api, 200);
  PGconn* holder = PQconnectdb(postgres_->Dsn(database_).c_str());
  PQclear(PQexec(holder, "begin; lock table spectral.outbox in access exclusive mode"));
  ASSERT_TRUE(Eventually([&] {
    return Value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == "1";
  }));
  const auto begin = std::chrono::steady_clock::now();
  api.Signal(SIGTERM);
  EXPECT_EQ(api.Wait(), 0) << api.Stderr();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  PQfinish(holder);
}

}  // namespace
}  // namespace spectral
