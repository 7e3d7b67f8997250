// What a rule asks of pipeline_tool.
#ifndef RELEASE_TOOLS_RULES_PIPELINE_TOOL_REQUEST_H_
#define RELEASE_TOOLS_RULES_PIPELINE_TOOL_REQUEST_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/manifest.pb.h"

namespace release {

// Plugin's label -> file with its Hello, as `step_host describe` wrote it.
using HelloFiles = std::map<std::string, std::string>;

struct WriteManifestRequest {
  // Complete but for digests, file names of artifacts, and what a plugin's hello tells.
  v1::PipelineManifest manifest;

  // Path below the runfiles root -> where the file is now. A folder stands for its files.
  std::map<std::string, std::string> inputs;

  HelloFiles hellos;
};

struct CheckStepRequest {
  std::string step;
  std::string step_label;
  std::string plugin_label;
  std::string config_json;
  std::string hello;  // file
};

struct CheckPipelineRequest {
  std::string manifest;              // file
  std::string environments;          // file
  std::string environments_display;  // the path that people know
  HelloFiles hellos;
};

// Each reads a request file. Fails with BUILD-REQUEST when rule and tool do not fit together.
absl::StatusOr<WriteManifestRequest> ReadWriteManifestRequest(const std::string& file);
absl::StatusOr<CheckStepRequest> ReadCheckStepRequest(const std::string& file);
absl::StatusOr<CheckPipelineRequest> ReadCheckPipelineRequest(const std::string& file);

// Reads one file of HelloFiles.
absl::StatusOr<v1::Hello> ReadHello(const std::string& file);

}  // namespace release

#endif  // RELEASE_TOOLS_RULES_PIPELINE_TOOL_REQUEST_H_
