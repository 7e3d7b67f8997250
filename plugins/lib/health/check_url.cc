#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "plugins/lib/health/ask.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

absl::Status Problem(std::string code, std::string what, std::string why, std::string fix) {
  return Diagnose(absl::StatusCode::kInvalidArgument, {.code = std::move(code),
                                                       .what = std::move(what),
                                                       .why = std::move(why),
                                                       .fix = std::move(fix)});
}

// `host` of `scheme://host:port/path`, without brackets.
std::string HostOf(std::string_view url) {
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.starts_with("[")) return std::string(rest.substr(1, rest.find(']') - 1));
  return std::string(rest.substr(0, rest.find(':')));
}

bool IsLocal(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "::1" || host == "0.0.0.0" || host == "::" || host.starts_with("::ffff:127.");
}

// The address of `HOST:PORT:ADDRESS`; empty when the text has another shape.
std::string ResolvedAddress(const std::string& resolve) {
  const size_t first = resolve.find(':');
  if (first == 0 || first == std::string::npos) return "";
  const size_t second = resolve.find(':', first + 1);
  if (second == std::string::npos || second == first + 1) return "";
  const std::string port = resolve.substr(first + 1, second - first - 1);
  if (!std::all_of(port.begin(), port.end(), absl::ascii_isdigit)) return "";
  std::string address = resolve.substr(second + 1);
  if (address.starts_with("[") && address.ends_with("]")) {
    address = address.substr(1, address.size() - 2);
  }
  return address;
}

absl::Status CheckShape(const std::string& prefix, const std::string& field,
                        const std::string& url) {
  const std::string lower = absl::AsciiStrToLower(url);
  const bool scheme = lower.starts_with("https://") || lower.starts_with("http://");
  const bool blank = std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' '; });
  if (!scheme || blank || HostOf(url).empty()) {
    return Problem(Concat(prefix, "URL"), Concat("`", field, "` is no http or https URL"), "",
                   "write it as https://host/path");
  }
  // Not shown: it holds a credential.
  const std::string_view authority =
      std::string_view(url).substr(0, url.find_first_of("/?#", url.find("://") + 3));
  if (authority.find('@') != std::string_view::npos) {
    return Problem(Concat(prefix, "URL"), Concat("`", field, "` holds a user or password"),
                   "a config is no place for credentials", "ask a health check that needs none");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckUrl(const std::string& prefix, const std::string& field,
                      const AskSettings& settings, bool allow_local) {
  if (absl::Status shape = CheckShape(prefix, field, settings.url); !shape.ok()) return shape;
  const std::string address = ResolvedAddress(settings.resolve);
  if (!settings.resolve.empty() && address.empty()) {
    return Problem(Concat(prefix, "CONFIG"), "`resolve` is not HOST:PORT:ADDRESS", "",
                   "write it like api.example.com:443:192.0.2.7");
  }
  if (allow_local) return absl::OkStatus();
  if (absl::AsciiStrToLower(settings.url).starts_with("http://")) {
    return Problem(Concat(prefix, "PLAINTEXT"),
                   Concat("`", field, "` would be asked in plain text: ", settings.url),
                   "this environment does not allow it", "write https://");
  }
  if (IsLocal(HostOf(settings.url)) || IsLocal(address)) {
    return Problem(Concat(prefix, "LOCAL"), Concat("`", field, "` is this machine"),
                   "this environment does not allow loopback addresses",
                   "write the URL that real users reach");
  }
  return absl::OkStatus();
}

}  // namespace release::health
