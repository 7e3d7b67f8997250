// See README.md.
#include <cstdio>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/files.h"
#include "tools/coordinator/problems/problems.h"
#include "tools/rules/pipeline_tool/checks.h"
#include "tools/rules/pipeline_tool/request.h"
#include "tools/rules/pipeline_tool/write_manifest.h"

namespace release {
namespace {

void Print(const v1::Diagnosis& diagnosis) {
  std::fprintf(stderr, "%s\n", FormatDiagnosis(diagnosis, TextStyle()).c_str());
}

absl::StatusOr<std::string> Reported(const absl::StatusOr<CheckOutcome>& outcome) {
  if (!outcome.ok()) return outcome.status();
  for (const v1::Diagnosis& warning : outcome->warnings) Print(warning);
  return outcome->summary;
}

// What goes into the output file.
absl::StatusOr<std::string> Answer(std::string_view command, const std::string& request_file) {
  if (command == "write-manifest") {
    auto request = ReadWriteManifestRequest(request_file);
    return request.ok() ? WriteManifest(*std::move(request)) : request.status();
  }
  if (command == "check-step") {
    const auto request = ReadCheckStepRequest(request_file);
    return request.ok() ? Reported(CheckStep(*request)) : request.status();
  }
  if (command == "check-pipeline") {
    const auto request = ReadCheckPipelineRequest(request_file);
    return request.ok() ? Reported(CheckPipeline(*request)) : request.status();
  }
  return absl::UnimplementedError("write-manifest, check-step or check-pipeline");
}

int Main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: pipeline_tool COMMAND REQUEST.json OUTPUT\n");
    return 2;
  }
  const auto answer = Answer(argv[1], argv[2]);
  absl::Status status = answer.status();
  if (status.ok()) status = WriteFileAtomically(argv[3], *answer, 0644);
  for (const v1::Diagnosis& problem : ProblemsIn(status).list) Print(problem);
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) { return release::Main(argc, argv); }
