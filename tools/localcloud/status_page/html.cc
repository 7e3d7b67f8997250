#include "tools/localcloud/status_page/html.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr size_t kShownRequests = 300;

constexpr char kHead[] = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
         border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code, pre { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; margin: .3rem 0; }
.bad { font-weight: bold; }
.bad::before { content: "\2717  "; } .good::before { content: "\2713  "; } .working::before { content: "\2026  "; }
</style>
)";

std::string Cell(std::string_view content) { return Concat("<td>", content, "</td>"); }

std::string Condition(Condition condition) {
  const std::string word = ConditionWord(condition);
  return Concat("<td class=\"", word, "\">", word, "</td>");
}

std::string Code(std::string_view text) { return Concat("<code>", EscapedHtml(text), "</code>"); }

std::string Links(const CloudStatus& status, const std::vector<std::string>& hosts) {
  std::vector<std::string> links;
  const size_t colon = status.front.rfind(':');
  const std::string port = colon == std::string::npos ? "" : status.front.substr(colon);
  for (const std::string& host : hosts) {
    const std::string url = Concat("https://", host, port == ":443" ? "" : port, "/");
    links.push_back(Concat("<a href=\"", EscapedHtml(url), "\">", EscapedHtml(host), "</a>"));
  }
  return absl::StrJoin(links, "<br>");
}

std::string PartsTable(const CloudStatus& status) {
  std::string html =
      "<h2>Servers</h2>\n<table>\n<tr><th scope=col>what<th scope=col>state<th scope=col>where"
      "<th scope=col>note</tr>\n";
  for (const PartStatus& part : status.parts) {
    html += Concat("<tr>", Cell(EscapedHtml(part.name)), Condition(part.condition),
                   Cell(Code(part.where)), Cell(EscapedHtml(part.note)), "</tr>\n");
  }
  return html + "</table>\n";
}

std::string DeployedTable(const CloudStatus& status) {
  if (status.deployed.empty()) {
    return "<h2>Deployed</h2>\n<p>Nothing yet. <code>tools/bazel run //release:rehearsal</code> "
           "releases to it.</p>\n";
  }
  std::string html =
      "<h2>Deployed</h2>\n<table>\n<tr><th scope=col>kind<th scope=col>name<th scope=col>state"
      "<th scope=col>serves<th scope=col>version<th scope=col>since<th scope=col>note</tr>\n";
  for (const DeployedStatus& it : status.deployed) {
    html += Concat("<tr>", Cell(EscapedHtml(it.kind)), Cell(EscapedHtml(it.name)),
                   Condition(it.condition), Cell(Links(status, it.hosts)), Cell(Code(it.version)),
                   Cell(EscapedHtml(it.since)), Cell(EscapedHtml(it.note)), "</tr>\n");
  }
  return html + "</table>\n";
}

// How to see a host name of the cloud, which no DNS knows.
std::string HowToLook(const CloudStatus& status) {
  const std::string curl =
      Concat("curl --cacert ", status.ca, " --connect-to ::", status.front, " https://HOST/");
  const std::string chromium = Concat(
      "chromium --user-data-dir=$(mktemp -d) --ignore-certificate-errors "
      "--host-resolver-rules='MAP * ",
      status.front, "' https://HOST/");
  return Concat(
      "<h2>Look at a host</h2>\n<p>Host names are those of the environment; no DNS knows "
      "them. Connect to the front instead:</p>\n<pre>",
      EscapedHtml(curl), "\n", EscapedHtml(chromium), "</pre>\n");
}

std::string Field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return "";
  return found->is_string() ? found->get<std::string>()
                            : found->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string RequestRow(const nlohmann::json& line) {
  const auto pretty = [](const nlohmann::json& value) {
    return EscapedHtml(value.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
  };
  const nlohmann::json empty = nlohmann::json::object();
  const nlohmann::json& request = line.contains("request") ? line["request"] : empty;
  const nlohmann::json& response = line.contains("response") ? line["response"] : empty;
  return Concat(
      "<tr>", Cell(EscapedHtml(Field(line, "at").substr(11, 12))),
      Cell(EscapedHtml(Field(line, "status"))),
      Cell(Concat("<details><summary>", Code(Field(line, "method") + " " + Field(line, "target")),
                  "</summary><pre>", pretty(request), "\n", pretty(response), "</pre></details>")),
      Cell(EscapedHtml(Field(line, "fault"))), "</tr>\n");
}

}  // namespace

std::string ConditionWord(enum Condition condition) {
  switch (condition) {
    case Condition::kGood:
      return "good";
    case Condition::kWorking:
      return "working";
    case Condition::kBad:
      return "bad";
  }
  return "bad";
}

std::string EscapedHtml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string StatusHtml(const CloudStatus& status) {
  return Concat(kHead, "<title>Local cloud</title>\n<h1>Local cloud</h1>\n<p>On ",
                Code(status.address), " since ", EscapedHtml(status.since), ", in ",
                Code(status.directory), ". <a href=\"/requests\">Requests</a>, ",
                "<a href=\"/status.json\">JSON</a>, <a href=\"/ca.pem\">authority</a>.</p>\n",
                DeployedTable(status), PartsTable(status), HowToLook(status), "</html>\n");
}

std::string RequestsHtml(const std::vector<nlohmann::json>& requests) {
  std::string html = Concat(
      kHead, "<title>Requests</title>\n<h1>Requests</h1>\n<p><a href=\"/\">Local cloud</a>. ",
      requests.size(), " in memory, newest first; secrets are left out.</p>\n<table>\n",
      "<tr><th scope=col>at<th scope=col>status<th scope=col>request<th scope=col>fault",
      "</tr>\n");
  const size_t count = std::min(requests.size(), kShownRequests);
  for (size_t i = 0; i < count; ++i) html += RequestRow(requests[requests.size() - 1 - i]);
  return html + "</table>\n</html>\n";
}

nlohmann::json StatusJson(const CloudStatus& status) {
  nlohmann::json parts = nlohmann::json::array(), deployed = nlohmann::json::array();
  for (const PartStatus& part : status.parts) {
    parts.push_back({{"name", part.name},
                     {"state", ConditionWord(part.condition)},
                     {"where", part.where},
                     {"note", part.note}});
  }
  for (const DeployedStatus& it : status.deployed) {
    deployed.push_back({{"kind", it.kind},
                        {"name", it.name},
                        {"hosts", it.hosts},
                        {"version", it.version},
                        {"since", it.since},
                        {"state", ConditionWord(it.condition)},
                        {"note", it.note}});
  }
  return {{"address", status.address},      {"front", status.front}, {"ca", status.ca},
          {"directory", status.directory},  {"since", status.since}, {"parts", std::move(parts)},
          {"deployed", std::move(deployed)}};
}

}  // namespace release::cloud
