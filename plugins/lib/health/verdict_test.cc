#include "plugins/lib/health/verdict.h"

#include <string>

#include "gmock/gmock.h"
#include "plugins/lib/health/report.h"

namespace release::health {
namespace {

using testing::HasSubstr;

http::Response Answer(int status, const std::string& body = "",
                      std::map<std::string, std::string> headers = {}) {
  http::Response response;
  response.status = status;
  response.body = body;
  response.headers = std::move(headers);
  return response;
}

Verdict JudgeHealth(const http::Response& response) {
  return Judge("X-", {.url = "https://api.example.com/health", .json = {{"status", "ok"}}},
               response);
}

TEST(ReportTest, ReadsReleasePartsAndReasons) {
  const auto report = ReadReport(
      R"({"status":"degraded","generation":12,"revision":"abc","image_digest":null,
          "outbox":"wired","llm":"degraded","details":{"llm":"LLM_API_KEY\nis not set"}})");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->release.Text(), "generation 12, revision abc");
  ASSERT_EQ(report->parts.size(), 2u);
  EXPECT_EQ(report->Find("outbox")->state, "wired");
  EXPECT_EQ(report->Find("llm")->detail.find('\n'), std::string::npos);
  EXPECT_EQ(report->Find("chat"), nullptr);
}

TEST(ReportTest, OtherJsonIsNoReport) {
  for (const char* body : {"", "[]", "{}", "<html>", R"({"status":7})", R"({"ok":"yes"})"}) {
    EXPECT_FALSE(ReadReport(body).has_value()) << body;
  }
  EXPECT_TRUE(ReadReport(R"({"status":"ok","details":7,"generation":-1})").has_value());
}

TEST(IdentityTest, HeadersSayWhatTheBodyLeavesOut) {
  const Identity seen = IdentityOf(
      Answer(503, "{}", {{"x-spectral-generation", "7"}, {"x-spectral-version", "abc"}}));
  EXPECT_EQ(seen.generation, 7u);
  EXPECT_EQ(seen.revision, "abc");
  EXPECT_TRUE(
      IdentityOf(Answer(503, "",
                        {{"x-spectral-generation", "unknown"}, {"x-spectral-version", "unknown"}}))
          .empty());
}

TEST(VerdictTest, WhatTheProductDidNotSayIsUnseen) {
  const std::map<std::string, std::string> page = {{"content-type", "text/html"}};
  EXPECT_EQ(JudgeHealth(Answer(200, "<html>", page)).sight, Sight::kUnseen);
  EXPECT_EQ(JudgeHealth(Answer(403)).sight, Sight::kUnseen);
  EXPECT_EQ(JudgeHealth(Answer(302, "", {{"location", "http://portal.example/"}})).sight,
            Sight::kUnseen);
}

TEST(VerdictTest, TheSameFromTheProductIsWrong) {
  const std::map<std::string, std::string> page = {
      {"content-type", "text/html"},
      {"x-spectral-generation", "5"},
      {"location", "https://api.example.com/elsewhere"}};
  EXPECT_EQ(JudgeHealth(Answer(200, "<html>", page)).sight, Sight::kWrong);
  EXPECT_EQ(JudgeHealth(Answer(403, "", page)).sight, Sight::kWrong);
  EXPECT_EQ(JudgeHealth(Answer(302, "", page)).sight, Sight::kWrong);
  EXPECT_EQ(JudgeHealth(Answer(302, "", {{"location", "/login"}})).sight, Sight::kWrong);
}

TEST(VerdictTest, AnAlertOfTheServerIsACertificateThatIsNotIssued) {
  http::Response failed;
  failed.failure = http::Failure::kTls;
  failed.words = "error:0A000410:SSL routines::sslv3 alert handshake failure";
  EXPECT_EQ(JudgeHealth(failed).diagnosis.code(), "X-CERTIFICATE-PENDING");
  failed.words = "SSL certificate problem: self-signed certificate";
  EXPECT_EQ(JudgeHealth(failed).diagnosis.code(), "X-TLS");
}

TEST(VerdictTest, EvidenceOfAStrangerCannotDriveATerminal) {
  const Verdict verdict = JudgeHealth(Answer(404, "\x1b[31mred\nline", {{"server", "a\x07b"}}));
  for (const std::string& line : verdict.diagnosis.evidence()) {
    EXPECT_EQ(line.find_first_of("\x1b\n\x07"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace release::health
