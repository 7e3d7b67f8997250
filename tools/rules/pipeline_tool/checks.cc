#include "tools/rules/pipeline_tool/checks.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/files.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/coordinator/catalog/manifest_check.h"
#include "tools/coordinator/config/environment.h"
#include "tools/coordinator/config/plugin_schema.h"
#include "tools/coordinator/config/step_config.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

constexpr std::size_t kLargestManifest = 16 << 20;

absl::StatusOr<StepConfig> CheckedConfig(const std::string& hello_file,
                                         const StepConfigRequest& request) {
  const auto hello = ReadHello(hello_file);
  if (!hello.ok()) return hello.status();
  const auto schema =
      PluginSchema::Of(request.plugin_label, hello->config_schema(), hello->config_message());
  if (!schema.ok()) return schema.status();
  return BuildStepConfig(**schema, request);
}

v1::Diagnosis MistypedStep(const Environment& environment, const std::string& table,
                           const std::string& step) {
  v1::Diagnosis warning;
  warning.set_severity(v1::SEVERITY_WARNING);
  warning.set_code("CONFIG-STEP-UNUSED");
  warning.set_what(Concat("`steps.", table, "` is for no step of this pipeline"));
  warning.set_why(Concat("its name is near that of the step `", step, "`"));
  warning.set_fix(Concat("write [", environment.name, ".steps.", step, "] if that was meant"));
  const Span span = environment.step_keys.at(table);
  if (span.line > 0) *warning.mutable_place() = environment.source->At(span);
  return warning;
}

}  // namespace

absl::StatusOr<CheckOutcome> CheckStep(const CheckStepRequest& request) {
  const auto config = CheckedConfig(request.hello, {.step = request.step,
                                                    .step_label = request.step_label,
                                                    .plugin_label = request.plugin_label,
                                                    .config_json = request.config_json,
                                                    .environment = nullptr});
  if (!config.ok()) return config.status();
  return CheckOutcome{.summary = Concat(request.step_label, " fits ", request.plugin_label, "\n"),
                      .warnings = {}};
}

absl::StatusOr<CheckOutcome> CheckPipeline(const CheckPipelineRequest& request) {
  const auto json = ReadFile(request.manifest, kLargestManifest);
  if (!json.ok()) return json.status();
  const auto manifest = ParseManifest(*json);
  if (!manifest.ok()) return manifest.status();
  const auto environment = LoadEnvironment({.file = request.environments,
                                            .display = request.environments_display,
                                            .name = manifest->environment(),
                                            .overrides = {}});
  if (!environment.ok()) return environment.status();

  Problems problems;
  std::vector<std::string> names;
  for (const v1::StepSpec& step : manifest->steps()) {
    names.push_back(step.name());
    const auto hello = request.hellos.find(step.plugin().label());
    if (hello == request.hellos.end()) {
      return absl::InvalidArgumentError(Concat("no hello of ", step.plugin().label()));
    }
    problems.AddStatus(CheckedConfig(hello->second, {.step = step.name(),
                                                     .step_label = step.label(),
                                                     .plugin_label = step.plugin().label(),
                                                     .config_json = step.config_json(),
                                                     .environment = &*environment})
                           .status());
  }
  if (!problems.empty()) return ProblemsStatus(problems);

  CheckOutcome outcome = {
      .summary = Concat(manifest->label(), " fits environment ", environment->name, "\n"),
      .warnings = {}};
  for (const auto& [table, config] : environment->steps) {
    if (std::find(names.begin(), names.end(), table) != names.end()) continue;
    const std::optional<std::string> near = NearestName(table, names);
    if (near.has_value()) outcome.warnings.push_back(MistypedStep(*environment, table, *near));
  }
  return outcome;
}

}  // namespace release
