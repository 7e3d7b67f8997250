#include "tools/image/build/run_instruction.h"

#include <string>

#include "tools/base/text.h"

namespace release::image {

absl::Status ApplyRun(const Step& step, const BuildRequest& request) {
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
  return step.Refuse(step.instruction.original,
                     {"IMAGE-RUN-UNAVAILABLE", "this build of `image` has no sandbox for RUN", "",
                      "build the files with Bazel and COPY them"});
}

}  // namespace release::image
