#include "plugins/smoke/target.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::smoke {
namespace {

absl::Duration DurationOr(bool set, const google::protobuf::Duration& given,
                          absl::Duration otherwise) {
  return set ? absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos()) : otherwise;
}

absl::Status Problem(std::string_view code, std::string what, std::string why, std::string fix) {
  return Diagnose(absl::StatusCode::kInvalidArgument, {.code = Concat("SMOKE-", code),
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

absl::Status CheckUrl(const std::string& url) {
  const std::string lower = absl::AsciiStrToLower(url);
  const bool scheme = lower.starts_with("https://") || lower.starts_with("http://");
  const bool blank = std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' '; });
  if (!scheme || blank || HostOf(url).empty()) {
    return Problem("URL", "the smoke step's `url` is no http or https URL", "",
                   "write it as https://host/path");
  }
  // Not shown: it holds a credential.
  const std::string_view authority =
      std::string_view(url).substr(0, url.find_first_of("/?#", url.find("://") + 3));
  if (authority.find('@') != std::string_view::npos) {
    return Problem("URL", "the smoke step's `url` holds a user or password",
                   "a config is no place for credentials", "ask a health check that needs none");
  }
  return absl::OkStatus();
}

}  // namespace

Target TargetOf(const Config& config) {
  return {.url = config.url(),
          .deadline = DurationOr(config.has_deadline(), config.deadline(), absl::Minutes(5)),
          .interval = DurationOr(config.has_interval(), config.interval(), absl::Seconds(5)),
          .answer_timeout =
              DurationOr(config.has_answer_timeout(), config.answer_timeout(), absl::Seconds(10)),
          .consecutive = config.consecutive() == 0 ? 1 : static_cast<int>(config.consecutive())};
}

absl::Status CheckTarget(const Config& config, bool allow_local) {
  if (absl::Status url = CheckUrl(config.url()); !url.ok()) return url;
  const Target target = TargetOf(config);
  for (absl::Duration duration : {target.deadline, target.interval, target.answer_timeout}) {
    if (duration >= absl::Milliseconds(1) && duration <= absl::Hours(24)) continue;
    return Problem("CONFIG", "a duration of the smoke step is out of range",
                   "deadline, interval and answer_timeout are from 0.001s to 24h", "correct it");
  }
  if (config.consecutive() > 1000) {
    return Problem("CONFIG", "`consecutive` of the smoke step is over 1000", "", "lower it");
  }
  const std::string address = ResolvedAddress(config.resolve());
  if (!config.resolve().empty() && address.empty()) {
    return Problem("CONFIG", "`resolve` of the smoke step is not HOST:PORT:ADDRESS", "",
                   "write it like api.example.com:443:192.0.2.7");
  }
  if (allow_local) return absl::OkStatus();
  if (absl::AsciiStrToLower(config.url()).starts_with("http://")) {
    return Problem("PLAINTEXT", Concat("the smoke step asks ", config.url(), " in plain text"),
                   "this environment does not allow it", "write https://");
  }
  if (IsLocal(HostOf(config.url())) || IsLocal(address)) {
    return Problem("LOCAL", "the smoke step asks this machine",
                   "this environment does not allow loopback addresses",
                   "write the URL that real users reach");
  }
  return absl::OkStatus();
}

}  // namespace release::smoke
