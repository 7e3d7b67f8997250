#include "tools/rules/pipeline_tool/request.h"

#include <google/protobuf/util/json_util.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/coordinator/catalog/manifest_check.h"

namespace release {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargest = 64 << 20;

absl::Status Misunderstood(const std::string& file, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "BUILD-REQUEST",
                   .what = Concat("pipeline_tool does not understand ", file),
                   .why = std::move(why),
                   .fix = "this is a fault in tools/rules: mend private/*.bzl or pipeline_tool"});
}

absl::StatusOr<Json> ReadObject(const std::string& file) {
  absl::StatusOr<std::string> text = ReadFile(file, kLargest);
  if (!text.ok()) return text.status();
  Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Misunderstood(file, "it is not a JSON object");
  return json;
}

// Takes typed members out of a request and remembers the first that does not fit.
class Members {
 public:
  Members(std::string file, const Json& json) : file_(std::move(file)), json_(json) {}

  std::string Text(const char* name) {
    const auto found = json_.find(name);
    if (found != json_.end() && found->is_string()) return found->get<std::string>();
    if (status_.ok()) status_ = Misunderstood(file_, Concat("`", name, "` is not a string"));
    return "";
  }

  std::map<std::string, std::string> Texts(const char* name) {
    std::map<std::string, std::string> texts;
    const auto found = json_.find(name);
    bool fits = found != json_.end() && found->is_object();
    if (fits) {
      for (const auto& [key, value] : found->items()) {
        fits = fits && value.is_string();
        if (value.is_string()) texts[key] = value.get<std::string>();
      }
    }
    if (!fits && status_.ok()) {
      status_ = Misunderstood(file_, Concat("`", name, "` is not an object of strings"));
    }
    return texts;
  }

  absl::Status status() const { return status_; }

 private:
  std::string file_;
  const Json& json_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<WriteManifestRequest> ReadWriteManifestRequest(const std::string& file) {
  const absl::StatusOr<Json> json = ReadObject(file);
  if (!json.ok()) return json.status();
  Members members(file, *json);
  WriteManifestRequest request;
  request.inputs = members.Texts("inputs");
  request.hellos = members.Texts("hellos");
  if (!members.status().ok()) return members.status();
  if (!json->contains("manifest")) return Misunderstood(file, "there is no `manifest`");
  absl::StatusOr<v1::PipelineManifest> manifest = ParseManifest(json->at("manifest").dump());
  if (!manifest.ok()) return manifest.status();
  request.manifest = *std::move(manifest);
  return request;
}

absl::StatusOr<CheckStepRequest> ReadCheckStepRequest(const std::string& file) {
  const absl::StatusOr<Json> json = ReadObject(file);
  if (!json.ok()) return json.status();
  Members members(file, *json);
  CheckStepRequest request = {.step = members.Text("step"),
                              .step_label = members.Text("step_label"),
                              .plugin_label = members.Text("plugin_label"),
                              .config_json = members.Text("config"),
                              .hello = members.Text("hello")};
  if (!members.status().ok()) return members.status();
  return request;
}

absl::StatusOr<CheckPipelineRequest> ReadCheckPipelineRequest(const std::string& file) {
  const absl::StatusOr<Json> json = ReadObject(file);
  if (!json.ok()) return json.status();
  Members members(file, *json);
  CheckPipelineRequest request = {.manifest = members.Text("manifest"),
                                  .environments = members.Text("environments"),
                                  .environments_display = members.Text("environments_display"),
                                  .hellos = members.Texts("hellos")};
  if (!members.status().ok()) return members.status();
  return request;
}

absl::StatusOr<v1::Hello> ReadHello(const std::string& file) {
  absl::StatusOr<std::string> text = ReadFile(file, kLargest);
  if (!text.ok()) return text.status();
  v1::Hello hello;
  if (!google::protobuf::util::JsonStringToMessage(*text, &hello).ok()) {
    return Misunderstood(file, "it is not the hello of a plugin: `step_host describe` writes one");
  }
  return hello;
}

}  // namespace release
