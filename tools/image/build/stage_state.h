// A stage while it is built: what its instructions have made so far.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_STAGE_STATE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_STAGE_STATE_H_

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/expand/scope.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/oci/image.h"
#include "tools/image/oci/image_config.h"
#include "tools/image/root/root.h"

namespace release::image {

using LayerEntries = std::shared_ptr<const std::vector<LayerEntry>>;

// A layer of a base, as it is, or the entries of one that is written only if the image needs it.
using StageLayer = std::variant<ImageLayer, LayerEntries>;

// Copied for a stage that is made FROM this one.
struct StageState {
  StageScope scope;
  // Its `env` is the scope's until the image is finished.
  ImageConfig image = {};
  std::vector<StageLayer> layers = {};
  Root root = {};
  // CMD was set by this stage itself, so that an ENTRYPOINT behind it keeps it.
  bool cmd_is_set = false;
  // What a RUN left out or could not keep.
  std::vector<Warning> warnings = {};

  // What a relative path starts from.
  const std::string& Workdir() const {
    static const std::string* const root_directory = new std::string("/");
    return image.config.working_dir.empty() ? *root_directory : image.config.working_dir;
  }

  // One step more in the history, without a layer.
  void Record(std::string created_by);

  // The step's layer: onto the root, into the list, and recorded.
  absl::Status AddLayer(std::vector<LayerEntry> entries, std::string created_by);
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_STAGE_STATE_H_
