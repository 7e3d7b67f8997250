#include "plugins/lib/cloudflare/problem.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "plugins/lib/cloudflare/known_errors.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::cloudflare {
namespace {

using nlohmann::json;

// The errors of an answer: numbers of the envelope, words of the containers API.
struct Said {
  std::vector<int64_t> codes;
  std::string word;
  std::string words;  // all of it, for people
};

Said SaidBy(const json& body) {
  Said said;
  if (!body.is_object()) return said;
  const auto errors = body.find("errors");
  if (errors != body.end() && errors->is_array()) {
    for (const json& error : *errors) {
      if (!error.is_object()) continue;
      const json code = error.value("code", json());
      const json message = error.value("message", json());
      if (code.is_number_integer()) said.codes.push_back(code.get<int64_t>());
      AppendTo(said.words, said.words.empty() ? "" : "; ",
               message.is_string() ? message.get<std::string>() : message.dump(),
               " [code: ", code.dump(), "]");
    }
  }
  const auto error = body.find("error");
  if (error != body.end()) {
    if (error->is_string()) said.word = error->get<std::string>();
    const json details = body.value("details", json());
    if (said.words.empty()) {
      said.words = body.dump();
    } else if (!details.is_null() && !details.empty()) {
      AppendTo(said.words, " ", details.dump());
    }
  }
  said.words = PrintableLine(said.words, 500);
  return said;
}

struct Words {
  absl::StatusCode status;
  const char* code;
  const char* fix;
};

Words WordsFor(Kind kind) {
  switch (kind) {
    case Kind::kNotFound:
      return {absl::StatusCode::kNotFound, "CLOUDFLARE-NOT-FOUND",
              "check the account id and the names in infra/environments.toml"};
    case Kind::kAuth:
      return {absl::StatusCode::kPermissionDenied, "CLOUDFLARE-AUTH",
              "give the token the permission for this call, on this account; or a token that has "
              "not expired"};
    case Kind::kRateLimit:
      return {absl::StatusCode::kUnavailable, "CLOUDFLARE-RATE-LIMIT",
              "wait five minutes, then run the release again"};
    case Kind::kServer:
      return {absl::StatusCode::kUnavailable, "CLOUDFLARE-SERVER",
              "run the release again in a while"};
    case Kind::kNotJson:
      return {
          absl::StatusCode::kUnavailable, "CLOUDFLARE-NOT-JSON",
          "something between here and Cloudflare answers; leave that network or its login page"};
    case Kind::kUnreachable:
      return {absl::StatusCode::kUnavailable, "CLOUDFLARE-UNREACHABLE",
              "check the network, then run the release again"};
    default:
      return {absl::StatusCode::kFailedPrecondition, "CLOUDFLARE-REFUSED",
              "read the API's words above"};
  }
}

// "api.cloudflare.com" of "https://api.cloudflare.com/client/v4".
std::string HostIn(const std::string& base) {
  const size_t scheme = base.find("://");
  const size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  return base.substr(begin, base.find('/', begin) - begin);
}

// The first part of a path that fits decides.
struct Permission {
  std::string_view part;
  std::string_view name;
  bool only_read = false;  // there is no other level
};

constexpr Permission kPermissions[] = {
    {"/containers/", "Containers"},
    {"/workers/routes", "Workers Routes"},
    {"/workers/", "Workers Scripts"},
    {"/pages/", "Pages"},
    {"/r2/", "Workers R2 Storage"},
    {"/dns_records", "DNS"},
    {"/bot_management", "Bot Management"},
    {"/rulesets", "Zone WAF"},
    {"/zones", "Zone", true},
    {"/subscriptions", "Billing", true},
};

const KnownError* ByWords(Kind kind, const Said& said, const Call& call) {
  if (kind == Kind::kRateLimit || kind == Kind::kNotJson || kind == Kind::kUnreachable) {
    return nullptr;
  }
  if (!said.word.empty()) {
    // The number beside a word tells nothing.
    if (const KnownError* known = FindKnownError(said.word)) return known;
  } else {
    for (const int64_t code : said.codes) {
      if (const KnownError* known = FindKnownError(code)) return known;
    }
  }
  const bool containers = call.path.find("/containers/") != std::string::npos;
  return containers && kind == Kind::kAuth ? FindKnownError("Unauthorized") : nullptr;
}

const KnownError* KnownOf(Kind kind, const Said& said, const Call& call) {
  const KnownError* known = ByWords(kind, said, call);
  // A server that fails has not decided anything, whatever it says.
  const bool fits = known != nullptr &&
                    (kind != Kind::kServer || known->status == absl::StatusCode::kUnavailable);
  return fits ? known : nullptr;
}

std::string FixOf(Kind kind, const Call& call, const char* usual) {
  const std::string permission = PermissionFor(call.method, call.path);
  if (kind != Kind::kAuth || permission.empty()) return usual;
  return Concat("give the token the permission ", permission,
                " for this account or zone; or a token that has not expired");
}

}  // namespace

Kind KindOf(const http::Response& response, const json& body) {
  if (response.failure) return Kind::kUnreachable;
  if (response.status == 429) return Kind::kRateLimit;
  if (response.status >= 500) return Kind::kServer;
  if (!body.is_object()) return response.status == 403 ? Kind::kAuth : Kind::kNotJson;
  if (response.status == 404) return Kind::kNotFound;
  if (response.status == 401 || response.status == 403) return Kind::kAuth;
  const auto success = body.find("success");
  const bool said_no = success != body.end() && *success == false;
  return response.status >= 400 || said_no ? Kind::kRefused : Kind::kGood;
}

std::string PermissionFor(std::string_view method, std::string_view path) {
  path = path.substr(0, path.find('?'));
  for (const Permission& permission : kPermissions) {
    if (path.find(permission.part) == std::string_view::npos) continue;
    const bool reads = permission.only_read || method == "GET" || method == "HEAD";
    return Concat(permission.name, reads ? " Read" : " Edit");
  }
  return "";
}

absl::Status ProblemOf(Kind kind, const Call& call, const http::Response& response,
                       const json& body, v1::Retry repeat) {
  const Said said = SaidBy(body);
  const KnownError* known = KnownOf(kind, said, call);
  const Words usual = WordsFor(kind);
  std::string why;
  if (response.failure) {
    why = Concat(http::FailureName(*response.failure), ": ", response.words);
  } else if (kind == Kind::kNotJson) {
    why = Concat("expected JSON from ", HostIn(call.base), ", got ",
                 response.MediaType().empty() ? "no media type" : response.MediaType(),
                 " with status ", response.status);
  } else {
    why = Concat("status ", response.status, said.words.empty() ? "" : ": ", said.words);
  }
  if (known != nullptr) why = Concat(known->why, " (", why, ")");
  const absl::StatusCode status = known != nullptr ? known->status : usual.status;
  const bool passing = status == absl::StatusCode::kUnavailable;
  return Diagnose(status,
                  {.code = known != nullptr ? known->diagnosis : usual.code,
                   .what = Concat("Cloudflare's API: ", call.method, " ",
                                  call.path.substr(0, call.path.find('?')), " failed"),
                   .why = why,
                   .fix = known != nullptr && !known->by_permission ? std::string(known->fix)
                                                                    : FixOf(kind, call, usual.fix),
                   .retry = passing ? repeat : v1::RETRY_NEVER});
}

}  // namespace release::cloudflare
