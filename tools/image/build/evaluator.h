// Walks the stages that an image needs and carries out their instructions.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_EVALUATOR_H_
#define RELEASE_TOOLS_IMAGE_BUILD_EVALUATOR_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/build/bases.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/copy_sources.h"
#include "tools/image/build/places.h"
#include "tools/image/build/stage_graph.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/context/build_context.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/expand/scope.h"

namespace release::image {

// Owns nothing of what it is given; all of it must outlive it and the stages.
class Evaluator {
 public:
  Evaluator(const BuildRequest& request, const Dockerfile& dockerfile, const Places& places,
            const BuildContext& context, const std::string& scratch);

  // The stage that the request's target means, finished: with the variables in its configuration.
  // Only the stages that it needs are built. Errors: those of StageGraph, Bases and the
  // instructions, and IMAGE-STAGE-LATER (files of a stage that stands further below),
  // IMAGE-ONBUILD (a trigger of a base that is no instruction).
  absl::StatusOr<StageState> Build();

  // After Build(): --build-arg that no ARG of the Dockerfile declares.
  std::vector<std::string> UnusedBuildArgs() const;

 private:
  absl::StatusOr<const StageState*> Built(int index);
  // What FROM gives.
  absl::StatusOr<StageState> Begin(const Stage& stage);
  // What the base has kept with ONBUILD.
  absl::Status RunTriggers(const Stage& stage, const std::vector<std::string>& triggers,
                           StageState& state);
  absl::Status Apply(const Stage& stage, const Instruction& instruction, StageState& state);
  absl::StatusOr<FromRoot> From(const Stage& stage, const Instruction& instruction,
                                const std::string& text);

  const BuildRequest& request_;
  const Dockerfile& dockerfile_;
  const Places& places_;
  const BuildContext& context_;
  const std::string& scratch_;
  const Lexer lexer_;
  const std::string created_;
  GlobalScope global_;
  Bases bases_;
  std::optional<StageGraph> graph_;
  const Root empty_;
  std::map<int, std::unique_ptr<StageState>> built_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_EVALUATOR_H_
