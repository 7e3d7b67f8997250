#include "plugins/smoke/probe.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::smoke {
namespace {

constexpr size_t kBodyShown = 300;

struct Explanation {
  std::string_view code;
  std::string what;
  std::string why;
  std::string fix;
};

Explanation ExplainFailure(http::Failure failure, const std::string& url,
                           const std::string& words) {
  switch (failure) {
    case http::Failure::kDns:
      return {"DNS", Concat("the host of ", url, " has no address"), words,
              "check the DNS record of the host; a new custom domain is not attached yet"};
    case http::Failure::kRefused:
      return {"REFUSED", Concat("nothing listens at ", url), words,
              "look at the service's log: it did not start, or listens elsewhere"};
    case http::Failure::kUnreachable:
      return {"UNREACHABLE", Concat("no network path to ", url), words,
              "check this machine's network"};
    case http::Failure::kTls:
      return {"TLS", Concat("no trusted TLS connection to ", url), words,
              "a new custom domain has no certificate for some minutes: raise the deadline; if it "
              "lasts, check the domain's certificate"};
    case http::Failure::kTimeout:
      return {"TIMEOUT", Concat(url, " does not answer"), words,
              "look at the service's log; it accepts connections but is stuck or still starting"};
    case http::Failure::kReset:
      return {"RESET", Concat(url, " ended the connection in the middle"), words,
              "look at the service's log for a crash"};
    case http::Failure::kTooLarge:
      return {"TOO-LARGE", Concat("the answer of ", url, " is too large"), words,
              "a health check is small; check that the URL is the right one"};
    case http::Failure::kUrl:
      return {"URL", Concat(url, " is not a URL that can be asked"), words,
              "write http:// or https://, a host and a path"};
    case http::Failure::kStopped:
    case http::Failure::kOther:
      break;
  }
  return {"FAILED", Concat("asking ", url, " failed"), words, "read the reason above"};
}

Explanation ExplainStatus(const std::string& url, const http::Response& response) {
  const int status = response.status;
  const std::string server = response.Header("server");
  if (status == 403) {
    const bool cloudflare = server == "cloudflare" || !response.Header("cf-ray").empty();
    return {"FORBIDDEN", Concat(url, " answers 403"),
            cloudflare ? "Cloudflare refused the request before it reached the service: Bot Fight "
                         "Mode blocks data centres"
                       : "the service, or what stands before it, refused the request",
            "keep Bot Fight Mode off for the API's zone and protect only the human portals "
            "(ADR-052)"};
  }
  if (status >= 300 && status < 400) {
    return {"REDIRECT", Concat(url, " redirects (", status, ")"),
            Concat("to ", response.Header("location"), "; a health check is asked where it lives"),
            "put the final URL into the step's config"};
  }
  if (status >= 500) {
    return {"SERVER-ERROR", Concat(url, " answers ", status),
            "the service, or the proxy before it, is failing or still starting",
            "look at the service's log"};
  }
  return {"STATUS", Concat(url, " answers ", status, ", not 200"),
          status == 404 ? "nothing is served at this path" : "", "check the path of the URL"};
}

// The text of a JSON value at a dotted path; absent when there is none.
std::optional<std::string> ValueAt(const nlohmann::json& json, const std::string& path) {
  const nlohmann::json* at = &json;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    const auto found = at->is_object() ? at->find(std::string(part)) : at->end();
    if (!at->is_object() || found == at->end()) return std::nullopt;
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : at->dump();
}

std::optional<Explanation> ExplainBody(const std::string& url, const http::Response& response,
                                       const std::map<std::string, std::string>& expect_json) {
  if (expect_json.empty()) return std::nullopt;
  const nlohmann::json json = nlohmann::json::parse(response.body, nullptr, false);
  if (json.is_discarded()) {
    const std::string type = response.MediaType();
    return Explanation{"NOT-JSON", Concat(url, " answers 200 with something that is no JSON"),
                       Concat("its type is ", type.empty() ? "not given" : type),
                       type == "text/html"
                           ? "a web page answers in place of the service: check host and path"
                           : "check that the URL is the service's health check"};
  }
  std::vector<std::string> wrong;
  for (const auto& [path, expected] : expect_json) {
    const std::optional<std::string> value = ValueAt(json, path);
    if (value == expected) continue;
    wrong.push_back(Concat(path, " is ", value ? *value : "absent", ", not ", expected));
  }
  if (wrong.empty()) return std::nullopt;
  return Explanation{"BODY", Concat(url, " answers 200, but ", absl::StrJoin(wrong, "; ")),
                     "the service runs and a part of it does not",
                     "look at the service's log for the part that is named"};
}

void AddEvidence(const http::Response& response, v1::Diagnosis& diagnosis) {
  if (response.status != 0) diagnosis.add_evidence(Concat("status: ", response.status));
  for (const char* name : {"server", "cf-ray", "cf-mitigated", "content-type", "location"}) {
    const std::string value = response.Header(name);
    if (!value.empty()) diagnosis.add_evidence(Concat(name, ": ", PrintableLine(value, 200)));
  }
  if (!response.body.empty()) {
    diagnosis.add_evidence(Concat("body: ", PrintableLine(response.body, kBodyShown)));
  }
  if (response.failure) diagnosis.add_evidence(PrintableLine(response.words, kBodyShown));
}

// What a person sees while the step waits.
std::string LineOf(const http::Response& response, const Explanation& explanation) {
  if (response.failure == http::Failure::kTls) {
    return Concat("no trusted TLS connection; the certificate may not be issued yet (",
                  response.words, ")");
  }
  if (response.failure) {
    return Concat(http::FailureName(*response.failure),
                  response.words.empty() ? "" : Concat(" (", response.words, ")"));
  }
  if (response.status != 200) return std::to_string(response.status);
  return explanation.what;
}

}  // namespace

Verdict Judge(const std::string& url, const http::Response& response,
              const std::map<std::string, std::string>& expect_json) {
  std::optional<Explanation> wrong;
  if (response.failure) {
    wrong = ExplainFailure(*response.failure, url, response.words);
  } else if (response.status != 200) {
    wrong = ExplainStatus(url, response);
  } else {
    wrong = ExplainBody(url, response, expect_json);
  }
  Verdict verdict;
  if (!wrong) {
    verdict.good = true;
    verdict.line = "200";
    return verdict;
  }
  verdict.final = response.failure == http::Failure::kUrl;
  verdict.line = LineOf(response, *wrong);
  verdict.diagnosis.set_code(Concat("SMOKE-", wrong->code));
  verdict.diagnosis.set_what(std::move(wrong->what));
  verdict.diagnosis.set_why(std::move(wrong->why));
  verdict.diagnosis.set_fix(std::move(wrong->fix));
  verdict.diagnosis.set_severity(v1::SEVERITY_ERROR);
  verdict.diagnosis.set_retry(verdict.final ? v1::RETRY_NEVER : v1::RETRY_BACKOFF);
  AddEvidence(response, verdict.diagnosis);
  return verdict;
}

}  // namespace release::smoke
