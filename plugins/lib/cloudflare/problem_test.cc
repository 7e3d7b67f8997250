#include "plugins/lib/cloudflare/problem.h"

#include <string>

#include "gmock/gmock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloudflare {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kBase[] = "https://api.example.com/client/v4";
constexpr char kScript[] = "/accounts/0/workers/scripts/x";

absl::Status Told(int http_status, const json& body, const std::string& method = "GET",
                  const std::string& path = kScript) {
  http::Response response;
  response.status = http_status;
  return ProblemOf(KindOf(response, body), {kBase, method, path}, response, body,
                   v1::RETRY_BACKOFF);
}

json Envelope(int64_t code) {
  return {{"success", false}, {"errors", {{{"code", code}, {"message", "their words"}}}}};
}

TEST(ProblemTest, EachKnownNumberHasItsCodeItsCauseAndItsCure) {
  const struct {
    int status;
    int64_t code;
    const char* diagnosis;
    absl::StatusCode kind;
  } cases[] = {
      {401, 1000, "CLOUDFLARE-TOKEN", absl::StatusCode::kPermissionDenied},
      {400, 6003, "CLOUDFLARE-TOKEN", absl::StatusCode::kPermissionDenied},
      {403, 9109, "CLOUDFLARE-AUTH", absl::StatusCode::kPermissionDenied},
      {400, 10000, "CLOUDFLARE-AUTH", absl::StatusCode::kPermissionDenied},
      {404, 7003, "CLOUDFLARE-NO-ROUTE", absl::StatusCode::kFailedPrecondition},
      {404, 10007, "CLOUDFLARE-NO-WORKER", absl::StatusCode::kNotFound},
      {404, 10090, "CLOUDFLARE-NO-WORKER", absl::StatusCode::kNotFound},
      {404, 10006, "CLOUDFLARE-NO-BUCKET", absl::StatusCode::kNotFound},
      {404, 8000007, "CLOUDFLARE-NO-PAGES-PROJECT", absl::StatusCode::kNotFound},
      {400, 10021, "CLOUDFLARE-SCRIPT", absl::StatusCode::kFailedPrecondition},
      {409, 10031, "CLOUDFLARE-SUBDOMAIN", absl::StatusCode::kFailedPrecondition},
      {400, 10214, "CLOUDFLARE-SECRET-UNDEPLOYED", absl::StatusCode::kFailedPrecondition},
      {400, 10215, "CLOUDFLARE-SECRET-UNDEPLOYED", absl::StatusCode::kFailedPrecondition},
      {409, 100116, "CLOUDFLARE-HOSTNAME-CONFLICT", absl::StatusCode::kFailedPrecondition},
      {409, 100117, "CLOUDFLARE-HOSTNAME-CONFLICT", absl::StatusCode::kFailedPrecondition},
      {403, 8000119, "CLOUDFLARE-PAGES-BLOCKED", absl::StatusCode::kFailedPrecondition},
      {500, 8000000, "CLOUDFLARE-SERVER", absl::StatusCode::kUnavailable},
  };
  for (const auto& [status, code, diagnosis, kind] : cases) {
    const absl::Status told = Told(status, Envelope(code));
    EXPECT_EQ(DiagnosisOf(told).code(), diagnosis) << code;
    EXPECT_EQ(told.code(), kind) << code;
    EXPECT_THAT(DiagnosisOf(told).why(), HasSubstr(Concat("their words [code: ", code, "]")));
    EXPECT_FALSE(DiagnosisOf(told).fix().empty()) << code;
  }
}

TEST(ProblemTest, AServerThatFailsHasDecidedNothing) {
  EXPECT_EQ(DiagnosisOf(Told(503, Envelope(10000))).code(), "CLOUDFLARE-SERVER");
  EXPECT_EQ(DiagnosisOf(Told(500, {{"error", "VALIDATE_INPUT"}})).code(), "CLOUDFLARE-SERVER");
}

TEST(ProblemTest, TheContainersApiSpeaksInWords) {
  const struct {
    const char* word;
    const char* diagnosis;
  } cases[] = {
      {"VALIDATE_INPUT", "CLOUDFLARE-CONTAINER-INPUT"},
      {"SURPASSED_TOTAL_LIMITS", "CLOUDFLARE-CONTAINER-LIMIT"},
      {"SURPASSED_BASE_LIMITS", "CLOUDFLARE-CONTAINER-LIMIT"},
      {"DURABLE_OBJECT_ALREADY_HAS_APPLICATION", "CLOUDFLARE-CONTAINER-CLASS"},
      {"DURABLE_OBJECT_NOT_CONTAINER_ENABLED", "CLOUDFLARE-CONTAINER-CLASS"},
      {"IMAGE_REGISTRY_NOT_CONFIGURED", "CLOUDFLARE-CONTAINER-REGISTRY"},
      {"SOMETHING_ELSE", "CLOUDFLARE-REFUSED"},
  };
  for (const auto& [word, diagnosis] : cases) {
    json body = {{"error", word}, {"details", {{"name", "spectral"}}}};
    EXPECT_EQ(DiagnosisOf(Told(400, body)).code(), diagnosis) << word;
    body.update(Envelope(1000));  // some answers have both shapes
    const v1::Diagnosis told = DiagnosisOf(Told(400, body));
    EXPECT_EQ(told.code(), diagnosis) << word;
    EXPECT_THAT(told.why(), HasSubstr("spectral"));
  }
}

TEST(ProblemTest, ContainersWithoutPermissionAreToldApart) {
  const char* path = "/accounts/0/containers/applications";
  for (const json& body : {json({{"error", "Unauthorized"}}), json::object()}) {
    const v1::Diagnosis told = DiagnosisOf(Told(401, body, "POST", path));
    EXPECT_EQ(told.code(), "CLOUDFLARE-CONTAINERS-PERMISSION");
    EXPECT_THAT(told.fix(), HasSubstr("Containers Edit"));
  }
}

TEST(ProblemTest, AMissingPermissionIsNamed) {
  const struct {
    const char* method;
    const char* path;
    const char* permission;
  } cases[] = {
      {"GET", "/accounts/0/workers/scripts/x/deployments", "Workers Scripts Read"},
      {"PUT", "/accounts/0/workers/domains", "Workers Scripts Edit"},
      {"GET", "/accounts/0/containers/applications?name=x", "Containers Read"},
      {"POST", "/accounts/0/pages/projects", "Pages Edit"},
      {"GET", "/accounts/0/r2/buckets", "Workers R2 Storage Read"},
      {"GET", "/zones/1/dns_records?name=x", "DNS Read"},
      {"PUT", "/zones/1/bot_management", "Bot Management Edit"},
      {"GET", "/zones?name=workers.example", "Zone Read"},
  };
  for (const auto& [method, path, permission] : cases) {
    EXPECT_EQ(PermissionFor(method, path), permission);
    const v1::Diagnosis told = DiagnosisOf(Told(403, Envelope(10000), method, path));
    EXPECT_EQ(told.code(), "CLOUDFLARE-AUTH") << path;
    EXPECT_THAT(told.fix(), HasSubstr(permission));
  }
  EXPECT_EQ(PermissionFor("GET", "/user/tokens/verify"), "");
}

}  // namespace
}  // namespace release::cloudflare
