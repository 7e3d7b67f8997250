#include "tools/image/oci/image_config.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/oci/descriptor.h"

namespace release::image {
namespace {

using nlohmann::json;

template <typename T>
void Put(json& object, const char* key, const T& value) {
  if (value != T{}) object[key] = value;
}

template <typename T>
void PutOptional(json& object, const char* key, const std::optional<T>& value) {
  if (value.has_value()) object[key] = *value;
}

// A set is an object with empty objects in this format.
void PutSet(json& object, const char* key, const std::set<std::string>& names) {
  for (const std::string& name : names) object[key][name] = json::object();
}

json ToJson(const Healthcheck& check) {
  json value = json::object();
  Put(value, "Test", check.test);
  Put(value, "Interval", check.interval);
  Put(value, "Timeout", check.timeout);
  Put(value, "StartPeriod", check.start_period);
  Put(value, "StartInterval", check.start_interval);
  Put(value, "Retries", check.retries);
  return value;
}

json ToJson(const ContainerConfig& config) {
  json value = json::object();
  Put(value, "User", config.user);
  PutSet(value, "ExposedPorts", config.exposed_ports);
  Put(value, "Env", config.env);
  PutOptional(value, "Entrypoint", config.entrypoint);
  PutOptional(value, "Cmd", config.cmd);
  PutSet(value, "Volumes", config.volumes);
  Put(value, "WorkingDir", config.working_dir);
  Put(value, "Labels", config.labels);
  Put(value, "StopSignal", config.stop_signal);
  if (config.healthcheck.has_value()) value["Healthcheck"] = ToJson(*config.healthcheck);
  Put(value, "OnBuild", config.on_build);
  PutOptional(value, "Shell", config.shell);
  return value;
}

json ToJson(const HistoryEntry& entry) {
  json value = json::object();
  Put(value, "created", entry.created);
  Put(value, "created_by", entry.created_by);
  Put(value, "author", entry.author);
  Put(value, "comment", entry.comment);
  Put(value, "empty_layer", entry.empty_layer);
  return value;
}

// Docker writes null for what is not set. nlohmann's exception for a wrong type goes to
// ImageConfigFromJson().
template <typename T>
void Get(const json& object, const char* key, T& value) {
  const auto found = object.find(key);
  if (found != object.end() && !found->is_null()) value = found->get<T>();
}

template <typename T>
void GetOptional(const json& object, const char* key, std::optional<T>& value) {
  const auto found = object.find(key);
  if (found != object.end() && !found->is_null()) value = found->get<T>();
}

void GetSet(const json& object, const char* key, std::set<std::string>& names) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return;
  for (const auto& [name, nothing] : found->get<json::object_t>()) names.insert(name);
}

Healthcheck HealthcheckFrom(const json& value) {
  Healthcheck check;
  Get(value, "Test", check.test);
  Get(value, "Interval", check.interval);
  Get(value, "Timeout", check.timeout);
  Get(value, "StartPeriod", check.start_period);
  Get(value, "StartInterval", check.start_interval);
  Get(value, "Retries", check.retries);
  return check;
}

ContainerConfig ContainerFrom(const json& value) {
  ContainerConfig config;
  Get(value, "User", config.user);
  GetSet(value, "ExposedPorts", config.exposed_ports);
  Get(value, "Env", config.env);
  GetOptional(value, "Entrypoint", config.entrypoint);
  GetOptional(value, "Cmd", config.cmd);
  GetSet(value, "Volumes", config.volumes);
  Get(value, "WorkingDir", config.working_dir);
  Get(value, "Labels", config.labels);
  Get(value, "StopSignal", config.stop_signal);
  json check;
  Get(value, "Healthcheck", check);
  if (!check.is_null()) config.healthcheck = HealthcheckFrom(check);
  Get(value, "OnBuild", config.on_build);
  GetOptional(value, "Shell", config.shell);
  return config;
}

HistoryEntry HistoryFrom(const json& value) {
  HistoryEntry entry;
  Get(value, "created", entry.created);
  Get(value, "created_by", entry.created_by);
  Get(value, "author", entry.author);
  Get(value, "comment", entry.comment);
  Get(value, "empty_layer", entry.empty_layer);
  return entry;
}

}  // namespace

std::string CreatedAt(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

json ToJson(const ImageConfig& image) {
  json value = json::object();
  Put(value, "created", image.created);
  Put(value, "author", image.author);
  value["architecture"] = image.architecture;
  value["os"] = image.os;
  Put(value, "variant", image.variant);
  value["config"] = ToJson(image.config);
  json diff_ids = json::array();
  for (const Digest& digest : image.diff_ids) diff_ids.push_back(DigestText(digest));
  value["rootfs"] = {{"type", "layers"}, {"diff_ids", std::move(diff_ids)}};
  json history = json::array();
  for (const HistoryEntry& entry : image.history) history.push_back(ToJson(entry));
  value["history"] = std::move(history);
  return value;
}

absl::StatusOr<ImageConfig> ImageConfigFromJson(const json& value) {
  try {
    ImageConfig image;
    Get(value, "created", image.created);
    Get(value, "author", image.author);
    image.architecture = value.at("architecture").get<std::string>();
    image.os = value.at("os").get<std::string>();
    Get(value, "variant", image.variant);
    if (value.contains("config")) image.config = ContainerFrom(value["config"]);
    for (const json& text : value.at("rootfs").at("diff_ids")) {
      absl::StatusOr<Digest> digest = DigestFromText(text.get<std::string>());
      if (!digest.ok()) return digest.status();
      image.diff_ids.push_back(*digest);
    }
    std::vector<json> history;
    Get(value, "history", history);
    for (const json& entry : history) image.history.push_back(HistoryFrom(entry));
    return image;
  } catch (const json::exception& error) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "OCI-CONFIG",
                     .what = "the image's configuration is not one",
                     .why = error.what(),
                     .fix = "give an image that a tool for OCI images wrote"});
  }
}

}  // namespace release::image
