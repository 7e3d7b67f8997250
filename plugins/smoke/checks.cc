#include "plugins/smoke/checks.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "plugins/lib/health/expected_release.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::smoke {
namespace {

absl::Duration DurationOr(bool set, const google::protobuf::Duration& given,
                          absl::Duration otherwise) {
  return set ? absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos()) : otherwise;
}

absl::Duration AnswerTimeout(const Config& config) {
  return DurationOr(config.has_answer_timeout(), config.answer_timeout(), absl::Seconds(10));
}

absl::Status Problem(std::string what, std::string why, std::string fix) {
  return Diagnose(absl::StatusCode::kInvalidArgument, {.code = "SMOKE-CONFIG",
                                                       .what = std::move(what),
                                                       .why = std::move(why),
                                                       .fix = std::move(fix)});
}

Check SiteCheck(const Config& config, const Site& site, const health::Identity& release) {
  Check check;
  check.name = site.name();
  check.ask = {
      .url = site.url(), .timeout = AnswerTimeout(config), .ca_bundle = config.ca_bundle()};
  check.expected.url = site.url();
  if (site.expect_status() != 0) check.expected.status = static_cast<int>(site.expect_status());
  check.expected.media_type = absl::AsciiStrToLower(site.expect_media_type());
  for (const auto& [name, value] : site.expect_headers()) {
    check.expected.headers[absl::AsciiStrToLower(name)] = value;
  }
  check.expected.contains = site.expect_contains();
  check.expected.json = {site.expect_json().begin(), site.expect_json().end()};
  if (site.expect_release()) check.expected.release = release;
  return check;
}

absl::Status CheckSites(const Config& config) {
  std::set<std::string> names = {"api"};
  for (const Site& site : config.sites()) {
    if (!names.insert(site.name()).second) {
      return Problem(Concat("two of the `sites` are called ", site.name()),
                     "`api` is the name of `url`", "give each a name of its own");
    }
    if (site.expect_status() != 0 && (site.expect_status() < 100 || site.expect_status() > 599)) {
      return Problem(Concat("`expect_status` of ", site.name(), " is ", site.expect_status()),
                     "it is from 100 to 599", "correct it");
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> ChecksOf(const Config& config, const health::Identity& release) {
  Check api;
  api.name = "api";
  api.ask = {.url = config.url(),
             .timeout = AnswerTimeout(config),
             .ca_bundle = config.ca_bundle(),
             .resolve = config.resolve()};
  api.expected.url = config.url();
  api.expected.json = {config.expect_json().begin(), config.expect_json().end()};
  api.expected.release = release;
  std::vector<Check> checks = {std::move(api)};
  for (const Site& site : config.sites()) checks.push_back(SiteCheck(config, site, release));
  return checks;
}

health::Patience PatienceOf(const Config& config) {
  return {.deadline = DurationOr(config.has_deadline(), config.deadline(), absl::Minutes(5)),
          .interval = DurationOr(config.has_interval(), config.interval(), absl::Seconds(5)),
          .consecutive = config.consecutive() == 0 ? 1 : static_cast<int>(config.consecutive())};
}

absl::Status CheckConfig(const Config& config, bool allow_local) {
  const health::Patience patience = PatienceOf(config);
  for (absl::Duration duration : {patience.deadline, patience.interval, AnswerTimeout(config)}) {
    if (duration >= absl::Milliseconds(1) && duration <= absl::Hours(24)) continue;
    return Problem("a duration of the smoke step is out of range",
                   "deadline, interval and answer_timeout are from 0.001s to 24h", "correct it");
  }
  if (config.consecutive() > 1000) {
    return Problem("`consecutive` of the smoke step is over 1000", "", "lower it");
  }
  if (absl::Status sites = CheckSites(config); !sites.ok()) return sites;
  for (const Check& check : ChecksOf(config, {})) {
    const std::string field = check.name == "api" ? "url" : Concat("url of the site ", check.name);
    const absl::Status url = health::CheckUrl(kPrefix, field, check.ask, allow_local);
    if (!url.ok()) return url;
  }
  return absl::OkStatus();
}

absl::StatusOr<health::Identity> ReleaseOf(const Context& context, const Config& config) {
  return health::ExpectedRelease(context, kPrefix,
                                 {.generation = config.generation_input(),
                                  .revision = config.revision_input(),
                                  .image_digest = config.image_digest_input()});
}

std::string Words(const health::Expectation& expected) {
  std::string words = std::to_string(expected.status);
  if (!expected.media_type.empty()) AppendTo(words, ", ", expected.media_type);
  for (const auto& [path, value] : expected.json) AppendTo(words, ", ", path, ": ", value);
  if (!expected.release.empty()) AppendTo(words, ", ", expected.release.Text());
  return words;
}

}  // namespace release::smoke
