#include "tools/rules/pipeline_tool/write_manifest.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/coordinator/catalog/manifest_check.h"

namespace release {
namespace {

namespace fs = std::filesystem;

absl::Status NotDeclared(const std::string& path) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "BUILD-REQUEST",
                   .what = Concat("the manifest names ", path, ", which the rule did not declare"),
                   .why = "every file of a manifest is an input of the action that writes it",
                   .fix = "this is a fault in tools/rules: mend private/release_pipeline.bzl"});
}

class Writer {
 public:
  explicit Writer(WriteManifestRequest& request) : request_(request) {}

  absl::Status Complete() {
    v1::PipelineManifest& manifest = request_.manifest;
    if (auto status = CompleteFile(*manifest.mutable_environments()); !status.ok()) return status;
    if (auto status = CompleteFile(*manifest.mutable_step_host()); !status.ok()) return status;
    for (v1::StepSpec& step : *manifest.mutable_steps()) {
      if (auto status = CompletePlugin(*step.mutable_plugin()); !status.ok()) return status;
      for (v1::Artifact& artifact : *step.mutable_artifacts()) {
        if (auto status = CompleteArtifact(artifact); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CompletePlugin(v1::PluginSpec& plugin) {
    const auto file = request_.hellos.find(plugin.label());
    if (file == request_.hellos.end()) return NotDeclared(plugin.label());
    const auto hello = ReadHello(file->second);
    if (!hello.ok()) return hello.status();
    plugin.set_name(hello->plugin());
    plugin.set_config_message(hello->config_message());
    return CompleteFile(*plugin.mutable_file());
  }

  absl::Status CompleteArtifact(v1::Artifact& artifact) {
    google::protobuf::RepeatedPtrField<v1::ArtifactFile> files;
    for (const v1::ArtifactFile& file : artifact.files()) {
      if (auto status = AddFiles(file.path(), files); !status.ok()) return status;
    }
    NameFiles(files);
    *artifact.mutable_files() = std::move(files);
    return absl::OkStatus();
  }

  // Adds the file, or every file below the folder, with its digest.
  absl::Status AddFiles(const std::string& path,
                        google::protobuf::RepeatedPtrField<v1::ArtifactFile>& files) {
    const auto input = request_.inputs.find(path);
    if (input == request_.inputs.end()) return NotDeclared(path);
    std::vector<std::string> below = {""};
    if (fs::is_directory(input->second)) {
      below.clear();
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator(input->second)) {
        if (entry.is_directory()) continue;
        below.push_back(Concat("/", entry.path().lexically_relative(input->second).string()));
      }
      std::sort(below.begin(), below.end());
    }
    for (const std::string& name : below) {
      v1::ArtifactFile* file = files.Add();
      file->set_path(path + name);
      if (auto status = Measure(input->second + name, *file); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status CompleteFile(v1::ArtifactFile& file) {
    const auto input = request_.inputs.find(file.path());
    if (input == request_.inputs.end()) return NotDeclared(file.path());
    if (file.name().empty()) file.set_name(fs::path(file.path()).filename());
    return Measure(input->second, file);
  }

  static absl::Status Measure(const std::string& from, v1::ArtifactFile& file) {
    const auto digest = DigestOfFile(from);
    if (!digest.ok()) return digest.status();
    file.mutable_digest()->set_sha256(digest->digest.hex());
    file.mutable_digest()->set_size(digest->size);
    return absl::OkStatus();
  }

  // Names are paths below the deepest folder that all files share.
  static void NameFiles(google::protobuf::RepeatedPtrField<v1::ArtifactFile>& files) {
    if (files.empty()) return;
    fs::path common = fs::path(files[0].path()).parent_path();
    for (const v1::ArtifactFile& file : files) {
      const fs::path folder = fs::path(file.path()).parent_path();
      const auto [end, unused] =
          std::mismatch(common.begin(), common.end(), folder.begin(), folder.end());
      fs::path shared;
      for (auto part = common.begin(); part != end; ++part) shared /= *part;
      common = shared;
    }
    for (v1::ArtifactFile& file : files) {
      file.set_name(common.empty() ? file.path()
                                   : fs::path(file.path()).lexically_relative(common).string());
    }
  }

  WriteManifestRequest& request_;
};

}  // namespace

absl::StatusOr<std::string> WriteManifest(WriteManifestRequest request) {
  if (auto status = Writer(request).Complete(); !status.ok()) return status;
  if (auto status = CheckManifest(request.manifest); !status.ok()) return status;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(request.manifest, &json, options).ok()) {
    return absl::InternalError("the manifest cannot be written as JSON");
  }
  return json;
}

}  // namespace release
