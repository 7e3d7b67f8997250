// One instruction on its way into a stage.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_STEP_H_
#define RELEASE_TOOLS_IMAGE_BUILD_STEP_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/build/places.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/expand/lexer.h"

namespace release::image {

// Owns nothing. Every error that comes out of it has the instruction's place.
struct Step {
  const Instruction& instruction;
  StageState& stage;
  const Lexer& lexer;
  const Places& places;

  // "COPY", for messages.
  std::string Name() const;

  // `word` with the stage's variables; in the second form each argument may become several.
  absl::StatusOr<std::string> Word(std::string_view word) const;
  absl::StatusOr<std::vector<std::string>> Words(std::string_view word) const;

  absl::Status At(std::string_view text, const absl::Status& status) const {
    return places.At(instruction, text, status);
  }
  absl::Status Refuse(std::string_view text, Refusal refusal) const {
    return places.Refuse(instruction, text, std::move(refusal));
  }
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_STEP_H_
