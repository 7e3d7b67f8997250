// The stages of a Dockerfile and which of them need which.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_STAGE_GRAPH_H_
#define RELEASE_TOOLS_IMAGE_BUILD_STAGE_GRAPH_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/build/places.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/expand/lexer.h"
#include "tools/image/expand/scope.h"

namespace release::image {

struct Stage {
  int index = 0;
  std::string name = {};  // lower case; empty when it has none
  const Instruction* from = nullptr;
  std::string base = {};                      // expanded: "scratch", "debian:12", a stage's name
  std::optional<int> base_stage = {};         // when the base is an earlier stage
  std::string platform = {};                  // of --platform, expanded; empty when there is none
  std::vector<const Instruction*> body = {};  // behind FROM

  // "stage `build`" or "stage 2", for messages.
  std::string Title() const;
};

// Points into the Dockerfile and the Places, which must outlive it. Constant once made.
class StageGraph {
 public:
  // Reads the lines before the first FROM into `global` and expands the FROM lines with it. Errors:
  // those of the lexer, IMAGE-BASE-BLANK, IMAGE-STAGE-CIRCULAR.
  static absl::StatusOr<StageGraph> Create(const Dockerfile& dockerfile, const Lexer& lexer,
                                           const Places& places, GlobalScope& global);

  const std::vector<Stage>& stages() const { return stages_; }

  // The stage that --target means by name or number; the last for an empty text. Errors:
  // IMAGE-STAGE-UNKNOWN.
  absl::StatusOr<int> Target(const std::string& target) const;

  // What `--from=text` means: a stage by number, or the last of this name. Absent: an image's name.
  // Errors: IMAGE-STAGE-UNKNOWN for a number that no stage has, IMAGE-FROM-VARIABLE.
  absl::StatusOr<std::optional<int>> From(const Instruction& instruction,
                                          const std::string& text) const;

  // For "did you mean".
  std::vector<std::string> Names() const;

 private:
  explicit StageGraph(const Places& places) : places_(&places) {}
  absl::Status AddFrom(const Instruction& from, const Lexer& lexer, const GlobalScope& global);
  absl::Status CheckCircles() const;
  std::optional<int> Find(std::string_view name) const;

  const Places* places_;
  std::vector<Stage> stages_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_STAGE_GRAPH_H_
