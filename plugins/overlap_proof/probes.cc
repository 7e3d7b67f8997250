#include "plugins/overlap_proof/probes.h"

#include <set>
#include <string_view>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

using nlohmann::json;

absl::Status Wrong(const std::string& where, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "OVERLAP-PROBES",
                   .what = Concat("the probes are wrong at `", where, "`"),
                   .why = std::move(why),
                   .fix = "correct the file; plugins/overlap_proof/README.md describes it"});
}

absl::Status OnlyKnown(const json& object, const std::string& where,
                       const std::set<std::string>& known) {
  if (!object.is_object()) return Wrong(where, "it is not an object");
  for (const auto& [name, value] : object.items()) {
    if (!known.contains(name)) return Wrong(Concat(where, "/", name), "there is no such setting");
  }
  return absl::OkStatus();
}

absl::Status ReadTexts(const json& object, const std::string& where,
                       std::map<std::string, std::string>& into) {
  if (!object.is_object()) return Wrong(where, "it is not an object");
  for (const auto& [name, value] : object.items()) {
    if (!value.is_string()) return Wrong(Concat(where, "/", name), "it is not a string");
    into[name] = value.get<std::string>();
  }
  return absl::OkStatus();
}

absl::Status ReadSeconds(const json& object, const char* name, const std::string& where,
                         absl::Duration& into) {
  if (!object.contains(name)) return absl::OkStatus();
  const json& value = object[name];
  if (!value.is_number() || value < 0 || value > 600) {
    return Wrong(Concat(where, "/", name), "it is not a number of seconds up to 600");
  }
  into = absl::Seconds(value.get<double>());
  return absl::OkStatus();
}

absl::Status ReadText(const json& object, const char* name, const std::string& where,
                      std::string& into) {
  if (!object.contains(name)) return absl::OkStatus();
  if (!object[name].is_string()) return Wrong(Concat(where, "/", name), "it is not a string");
  into = object[name].get<std::string>();
  return absl::OkStatus();
}

absl::Status ReadStatus(const json& object, const std::string& where, std::vector<int>& into) {
  if (!object.contains("status")) return absl::OkStatus();
  into.clear();
  const json list =
      object["status"].is_array() ? object["status"] : json::array({object["status"]});
  for (const json& status : list) {
    if (!status.is_number_integer() || status < 100 || status > 599) {
      return Wrong(where + "/status", "it is neither a status nor a list of them");
    }
    into.push_back(status.get<int>());
  }
  return absl::OkStatus();
}

absl::StatusOr<Probe> ReadProbe(const json& object, const std::string& where) {
  absl::Status status =
      OnlyKnown(object, where,
                {"name", "method", "path", "headers", "body", "status", "json", "within_seconds"});
  Probe probe;
  if (status.ok()) status = ReadText(object, "name", where, probe.name);
  if (status.ok()) status = ReadText(object, "method", where, probe.method);
  if (status.ok()) status = ReadText(object, "path", where, probe.path);
  if (status.ok() && object.contains("headers")) {
    status = ReadTexts(object["headers"], where + "/headers", probe.headers);
  }
  if (status.ok()) status = ReadStatus(object, where, probe.status);
  if (status.ok()) status = ReadSeconds(object, "within_seconds", where, probe.within);
  if (!status.ok()) return status;
  if (probe.name.empty()) return Wrong(where + "/name", "it is missing");
  if (!probe.path.starts_with("/")) return Wrong(where + "/path", "it does not begin with `/`");
  if (object.contains("body")) probe.body = object["body"];
  if (object.contains("json")) probe.json = object["json"];
  return probe;
}

}  // namespace

absl::StatusOr<Probes> ParseProbes(const std::string& text) {
  const json file = json::parse(text, nullptr, false);
  if (file.is_discarded()) return Wrong("", "the file is not JSON");
  absl::Status status =
      OnlyKnown(file, "", {"port", "start_seconds", "environment", "headers", "probes"});
  Probes probes;
  std::map<std::string, std::string> headers;
  if (status.ok()) status = ReadSeconds(file, "start_seconds", "", probes.start);
  if (status.ok() && file.contains("environment")) {
    status = ReadTexts(file["environment"], "/environment", probes.environment);
  }
  if (status.ok() && file.contains("headers")) {
    status = ReadTexts(file["headers"], "/headers", headers);
  }
  if (!status.ok()) return status;
  const json port = file.value("port", json(probes.port));
  if (!port.is_number_integer() || port < 1 || port > 65535) {
    return Wrong("/port", "it is not a port");
  }
  probes.port = port.get<uint16_t>();
  const json list = file.value("probes", json());
  if (!list.is_array() || list.empty()) return Wrong("/probes", "it is not a list of probes");
  for (size_t i = 0; i < list.size(); ++i) {
    absl::StatusOr<Probe> probe = ReadProbe(list[i], Concat("/probes/", i));
    if (!probe.ok()) return probe.status();
    // A probe's own headers go before the common ones.
    probe->headers.insert(headers.begin(), headers.end());
    probes.list.push_back(*std::move(probe));
  }
  return probes;
}

std::string Filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = Concat("{", name, "}");
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), value);
      at += value.size();
    }
  }
  return text;
}

}  // namespace release::overlap_proof
