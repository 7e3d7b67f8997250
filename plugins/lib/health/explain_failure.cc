#include "plugins/lib/health/explain.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

// The server ended the handshake by itself: it has no certificate for the name. What it says to a
// certificate that is there and wrong is said on this side.
bool NotIssued(const std::string& words) {
  return words.find("alert") != std::string::npos || words.find("certificate") == std::string::npos;
}

}  // namespace

Explanation ExplainFailure(const std::string& url, const http::Response& response) {
  const std::string& words = response.words;
  constexpr Sight kUnseen = Sight::kUnseen;
  switch (*response.failure) {
    case http::Failure::kDns:
      return {"DNS", kUnseen, Concat("the host of ", url, " has no address"), words,
              "check the DNS record of the host; a new custom domain is not attached yet"};
    case http::Failure::kRefused:
      return {"REFUSED", kUnseen, Concat("nothing listens at ", url), words,
              "look at the service's log: it did not start, or listens elsewhere"};
    case http::Failure::kUnreachable:
      return {"UNREACHABLE", kUnseen, Concat("no network path to ", url), words,
              "check this machine's network"};
    case http::Failure::kTls:
      if (NotIssued(words)) {
        return {"CERTIFICATE-PENDING", kUnseen, Concat(url, " has no certificate yet"),
                Concat("a new custom domain gets its certificate some minutes after it is "
                       "attached (",
                       words, ")"),
                "run the same command again in some minutes, or raise the deadline; if it lasts, "
                "look at the domain's certificate in the dashboard"};
      }
      return {"TLS", kUnseen, Concat("no trusted TLS connection to ", url), words,
              "check the domain's certificate, and that nothing between here and there replaces "
              "it"};
    case http::Failure::kTimeout:
      return {"TIMEOUT", kUnseen, Concat(url, " does not answer"), words,
              "look at the service's log; it accepts connections but is stuck or still starting"};
    case http::Failure::kReset:
      return {"RESET", kUnseen, Concat(url, " ended the connection in the middle"), words,
              "look at the service's log for a crash"};
    case http::Failure::kTooLarge:
      return {"TOO-LARGE", Sight::kWrong, Concat("the answer of ", url, " is too large"), words,
              "a health check is small; check that the URL is the right one"};
    case http::Failure::kUrl:
      return {"URL", kUnseen, Concat(url, " is not a URL that can be asked"), words,
              "write http:// or https://, a host and a path"};
    case http::Failure::kStopped:
    case http::Failure::kOther:
      break;
  }
  return {"FAILED", kUnseen, Concat("asking ", url, " failed"), words, "read the reason above"};
}

}  // namespace release::health
