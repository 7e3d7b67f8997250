#include "tools/step_host/build_modes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/step_host/config_schema.h"

namespace release {
namespace {

constexpr size_t kMaxConfig = 1 << 20;
constexpr size_t kMaxEvidence = 64;  // bound of Diagnosis.evidence

std::string Describe(const ConfigProblem& problem) {
  return absl::StrCat(problem.field.empty() ? "the config" : problem.field, " ", problem.problem,
                      problem.hint.empty() ? "" : "; ", problem.hint);
}

}  // namespace

absl::StatusOr<std::string> HelloAsJson(v1::Hello hello) {
  hello.clear_pid();
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(hello, &json);
  if (!written.ok()) return absl::InternalError(written.ToString());
  return json + "\n";
}

absl::Status CheckConfig(const v1::Hello& hello, const Arguments& arguments) {
  absl::StatusOr<std::string> json = ReadFile(arguments.config, kMaxConfig);
  if (!json.ok()) return json.status();
  absl::StatusOr<ConfigSchema> schema = ConfigSchema::Of(hello);
  if (!schema.ok()) return schema.status();
  const EncodedConfig encoded = schema->Encode(*json);
  if (encoded.problems.empty()) return absl::OkStatus();

  v1::Diagnosis diagnosis = DiagnosisOf(Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "CONFIG-MISFIT",
       .what = absl::StrCat("the config of step ", arguments.step, " does not fit the plugin ",
                            hello.plugin(), " ", hello.plugin_version()),
       .why = Describe(encoded.problems[0]),
       .fix = absl::StrCat(
           "edit `config` of ", arguments.step, " to fit ",
           hello.config_message().empty() ? "a plugin without config" : hello.config_message(),
           arguments.label.empty() ? "" : " of ", arguments.label)}));
  for (const ConfigProblem& problem : encoded.problems) {
    if (static_cast<size_t>(diagnosis.evidence_size()) == kMaxEvidence) break;
    diagnosis.add_evidence(Describe(problem));
  }
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

}  // namespace release
