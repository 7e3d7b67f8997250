// The checks that a build makes before anybody releases.
#ifndef RELEASE_TOOLS_RULES_PIPELINE_TOOL_CHECKS_H_
#define RELEASE_TOOLS_RULES_PIPELINE_TOOL_CHECKS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/rules/pipeline_tool/request.h"

namespace release {

struct CheckOutcome {
  std::string summary;                  // one line for the action's output
  std::vector<v1::Diagnosis> warnings;  // the build goes on
};

// The step's config fits its plugin's schema. What is missing may come from an environment.
absl::StatusOr<CheckOutcome> CheckStep(const CheckStepRequest& request);

// The manifest's environment exists and is sound, and with its tables laid over them the configs of
// all steps are complete and fit. Fails with all problems of all steps. Warns of a table for a step
// that the pipeline does not have but whose name is near one that it has.
absl::StatusOr<CheckOutcome> CheckPipeline(const CheckPipelineRequest& request);

}  // namespace release

#endif  // RELEASE_TOOLS_RULES_PIPELINE_TOOL_CHECKS_H_
