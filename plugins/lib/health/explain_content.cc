#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/health/explain.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

constexpr size_t kValueShown = 200;

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

std::string Shown(const std::string& value) {
  return value.empty() ? "absent" : PrintableLine(value, kValueShown);
}

std::optional<Explanation> ExplainHeaders(const Expectation& expected,
                                          const http::Response& response) {
  const std::string type = response.MediaType();
  if (!expected.media_type.empty() && type != expected.media_type) {
    return Explanation{
        "TYPE", Sight::kWrong,
        Concat(expected.url, " answers with the type ", Shown(type), ", not ", expected.media_type),
        "something else is served at this path",
        "check that what was deployed there is what should be"};
  }
  for (const auto& [name, value] : expected.headers) {
    if (response.Header(name) == value) continue;
    return Explanation{"HEADER", Sight::kWrong,
                       Concat(expected.url, ": the header ", name, " is ",
                              Shown(response.Header(name)), ", not ", value),
                       "what answers is not set up as it should be",
                       "look at the site's headers and Functions"};
  }
  return std::nullopt;
}

std::optional<Explanation> ExplainJson(const Expectation& expected,
                                       const http::Response& response) {
  const std::string& url = expected.url;
  const nlohmann::json json = nlohmann::json::parse(response.body, nullptr, false);
  if (json.is_discarded()) {
    const std::string type = response.MediaType();
    const bool page = type == "text/html";
    // A network that wants a sign-in first answers with a page of its own.
    const bool ours = Marked(response) || ByCloudflare(response) || !page;
    return Explanation{
        "NOT-JSON", ours ? Sight::kWrong : Sight::kUnseen,
        Concat(url, " answers ", response.status, " with something that is no JSON"),
        Concat("its type is ", type.empty() ? "not given" : type),
        page ? "a web page answers in place of the service: check host and path, and whether this "
               "network wants a sign-in"
             : "check that the URL is the service's health check"};
  }
  std::vector<std::string> wrong;
  for (const auto& [path, want] : expected.json) {
    const std::optional<std::string> value = ValueAt(json, path);
    if (value == want) continue;
    wrong.push_back(Concat(path, " is ", value ? Shown(*value) : "absent", ", not ", want));
  }
  if (wrong.empty()) return std::nullopt;
  return Explanation{
      "BODY", Sight::kWrong,
      Concat(url, " answers ", response.status, ", but ", absl::StrJoin(wrong, "; ")),
      "the service runs and a part of it does not",
      "look at the service's log for the part that is named"};
}

}  // namespace

std::optional<Explanation> ExplainContent(const Expectation& expected,
                                          const http::Response& response) {
  if (auto headers = ExplainHeaders(expected, response)) return headers;
  if (!expected.contains.empty() && response.body.find(expected.contains) == std::string::npos) {
    return Explanation{"BODY", Sight::kWrong,
                       Concat(expected.url, " answers ", response.status, " without `",
                              PrintableLine(expected.contains, kValueShown), "`"),
                       "another page is served, or another version of it",
                       "check that what was deployed there is what should be"};
  }
  if (expected.json.empty() && expected.release.empty()) return std::nullopt;
  return ExplainJson(expected, response);
}

}  // namespace release::health
