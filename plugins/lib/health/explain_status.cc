#include <optional>
#include <string>

#include "plugins/lib/health/explain.h"
#include "plugins/lib/health/report.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

// `https://host:port` of a URL.
std::string OriginOf(const std::string& url) {
  const size_t scheme = url.find("://");
  return scheme == std::string::npos ? "" : url.substr(0, url.find_first_of("/?#", scheme + 3));
}

Explanation ExplainForbidden(const std::string& url, const http::Response& response) {
  if (Marked(response)) {
    return {"FORBIDDEN", Sight::kWrong, Concat(url, " answers 403"),
            "the service itself refused the request", "look at the service's log"};
  }
  return {"FORBIDDEN", Sight::kUnseen, Concat(url, " answers 403"),
          ByCloudflare(response)
              ? "Cloudflare refused the request before it reached the service: Bot Fight Mode "
                "blocks data centres"
              : "what stands before the service refused the request",
          "keep Bot Fight Mode off for the API's zone and protect only the human portals "
          "(docs/adr/ADR-052-edge-posture.md): `tools/bazel run //release:app` sets it so in its "
          "step `reconcile`"};
}

Explanation ExplainRedirect(const std::string& url, const http::Response& response) {
  const std::string to = response.Header("location");
  // A relative one stays where it is.
  const bool elsewhere = to.find("://") != std::string::npos && OriginOf(to) != OriginOf(url);
  return {"REDIRECT", elsewhere && !Marked(response) ? Sight::kUnseen : Sight::kWrong,
          Concat(url, " redirects (", response.status, ")"),
          Concat("to ", PrintableLine(to, 200), "; a check is asked where it lives"),
          elsewhere ? "put the final URL into the step's config; a network that wants a sign-in "
                      "first also answers so"
                    : "put the final URL into the step's config"};
}

// `outbox is unwired (no session in 10 s)` for each part that is not wired.
std::string Unwired(const Report& report) {
  std::string text;
  for (const Part& part : report.parts) {
    if (part.state == "wired" || part.state == "degraded") continue;
    AppendTo(text, text.empty() ? "" : "; ", part.name, " is ", part.state);
    if (!part.detail.empty()) AppendTo(text, " (", part.detail, ")");
  }
  return text;
}

}  // namespace

bool ByCloudflare(const http::Response& response) {
  return response.Header("server") == "cloudflare" || !response.Header("cf-ray").empty();
}

bool Marked(const http::Response& response) {
  return !response.Header("x-spectral-generation").empty() || ReadReport(response.body).has_value();
}

Explanation ExplainStatus(const Expectation& expected, const http::Response& response) {
  const std::string& url = expected.url;
  const int status = response.status;
  if (status == 403) return ExplainForbidden(url, response);
  if (status >= 300 && status < 400) return ExplainRedirect(url, response);
  if (status >= 500) {
    if (const std::optional<Report> report = ReadReport(response.body)) {
      const std::string parts = Unwired(*report);
      return {"UNHEALTHY", Sight::kWrong,
              Concat(url, " answers ", status, ": ", parts.empty() ? report->status : parts),
              "the service runs and a part of it does not",
              "look at the service's log for the part that is named"};
    }
    return {"SERVER-ERROR", Sight::kWrong, Concat(url, " answers ", status),
            "the service, or the proxy before it, is failing or still starting",
            "look at the service's log"};
  }
  return {"STATUS", Sight::kWrong, Concat(url, " answers ", status, ", not ", expected.status),
          status == 404 ? "nothing is served at this path" : "", "check the path of the URL"};
}

}  // namespace release::health
