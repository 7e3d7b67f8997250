#include "tools/image/build/run_instruction.h"

#include <string>
#include <utility>

#include "tools/image/build/run_command.h"
#include "tools/image/run/run.h"

namespace release::image {

absl::Status ApplyRun(const Step& step, const CopySources& sources, const BuildRequest& request) {
  if (request.run == RunMode::kRefused) {
    return step.Refuse(
        step.instruction.original,
        {"IMAGE-RUN-REFUSED", "RUN is off",
         "a command's result depends on more than the declared inputs, so it is allowed per target",
         request.run_fix.empty() ? "set the attribute run = \"sandbox\" (image build: "
                                   "--run=sandbox); better, build the "
                                   "files with Bazel and COPY them"
                                 : request.run_fix});
  }
  absl::StatusOr<RunCommand> command = ParseRun(step, sources);
  if (!command.ok()) return command.status();
  absl::StatusOr<RunResult> result = RunInSandbox(command->request);
  if (!result.ok()) return step.At(step.instruction.original, result.status());
  for (std::string& warning : result->warnings) {
    step.stage.warnings.push_back(
        {"IMAGE-RUN-LEFT", std::move(warning), step.instruction.first_line});
  }
  return step.At("", step.stage.AddLayer(std::move(result->changes), std::move(command->recorded)));
}

}  // namespace release::image
