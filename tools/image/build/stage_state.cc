#include "tools/image/build/stage_state.h"

namespace release::image {

void StageState::Record(std::string created_by) {
  image.history.push_back({.created = image.created,
                           .created_by = std::move(created_by),
                           .author = "",
                           .comment = "",
                           .empty_layer = true});
}

absl::Status StageState::AddLayer(std::vector<LayerEntry> entries, std::string created_by) {
  if (absl::Status applied = root.Apply(entries); !applied.ok()) return applied;
  layers.emplace_back(std::make_shared<const std::vector<LayerEntry>>(std::move(entries)));
  Record(std::move(created_by));
  image.history.back().empty_layer = false;
  return absl::OkStatus();
}

}  // namespace release::image
