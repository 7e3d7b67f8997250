#include "tests/faults/world.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_join.h"

namespace release::faults {
namespace {

using nlohmann::json;
using Names = std::set<std::string>;

// What the answers to `GET route` name, by `id` when there is one, else by `name`.
std::map<std::string, json> Seen(const std::vector<json>& lines, const std::string& route) {
  std::map<std::string, json> seen;
  for (const json& line : lines) {
    if (line.at("method") != "GET" || line.at("route") != route || line.at("status") != 200) {
      continue;
    }
    const json& result = line.at("response").at("body").value("result", json());
    for (const json& thing : result.is_array() ? result : json::array({result})) {
      if (!thing.is_object()) continue;
      const json id = thing.contains("id") ? thing["id"] : thing.value("name", json());
      seen[id.dump()] = thing;
    }
  }
  return seen;
}

std::vector<std::string> Field(const std::map<std::string, json>& seen, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& [id, thing] : seen) values.push_back(thing.value(name, json()).dump());
  std::ranges::sort(values);
  return values;
}

void Expect(const std::string& what, const std::vector<std::string>& there,
            const std::vector<std::string>& wanted, std::vector<std::string>& wrong) {
  if (there == wanted) return;
  wrong.push_back(what + ": " + absl::StrJoin(there, ", ") + " instead of " +
                  absl::StrJoin(wanted, ", "));
}

std::vector<std::string> RefsOf(const std::map<std::string, json>& rulesets) {
  std::vector<std::string> refs;
  for (const auto& [id, ruleset] : rulesets) {
    for (const json& rule : ruleset.value("rules", json::array())) {
      refs.push_back(rule.value("ref", ""));
    }
  }
  return refs;
}

}  // namespace

void CheckWorld(const std::vector<json>& lines, std::vector<std::string>& wrong) {
  for (const json& line : lines) {
    if (line.at("method") == "GET") continue;
    wrong.push_back("a run that changes nothing calls " + line.at("method").get<std::string>() +
                    " " + line.at("route").get<std::string>());
  }
  const std::string account = "/accounts/{account_id}", zone = "/zones/{zone_id}";
  Expect("custom domains", Field(Seen(lines, account + "/workers/domains"), "hostname"),
         {"\"api.spectral.test\""}, wrong);
  Expect("applications", Field(Seen(lines, account + "/containers/applications"), "name"),
         {"\"spectral-apicontainer\""}, wrong);
  Expect("buckets", Field(Seen(lines, account + "/r2/buckets/{bucket_name}"), "name"),
         {"\"spectral-media\""}, wrong);
  Expect("rules", RefsOf(Seen(lines, zone + "/rulesets/phases/{ruleset_phase}/entrypoint")),
         {"release_guard_portals"}, wrong);
  Expect("projects", Field(Seen(lines, account + "/pages/projects/{project_name}"), "name"),
         {"\"spectral-dashboard\"", "\"spectral-docs\"", "\"spectral-operations\""}, wrong);
  const std::vector<std::string> records = Field(Seen(lines, zone + "/dns_records"), "name");
  Names names(records.begin(), records.end());
  Expect("DNS records", records, {names.begin(), names.end()}, wrong);
}

}  // namespace release::faults
