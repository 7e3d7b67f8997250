#include "tools/image/build/write_image.h"

#include <utility>
#include <variant>

#include "tools/image/oci/layout_writer.h"

namespace release::image {

absl::StatusOr<Image> WriteImage(const StageState& stage, const BuildRequest& request,
                                 const std::string& directory) {
  absl::StatusOr<LayoutWriter> writer = LayoutWriter::Create(directory);
  if (!writer.ok()) return writer.status();
  for (const StageLayer& layer : stage.layers) {
    absl::Status added = absl::OkStatus();
    if (const auto* base = std::get_if<ImageLayer>(&layer)) {
      added = writer->AddLayerOf(*base);
    } else {
      added = writer->AddLayer(*std::get<LayerEntries>(layer), request.layers).status();
    }
    if (!added.ok()) return added;
  }
  ImageConfig config = stage.image;
  for (const auto& [name, value] : request.labels) config.config.labels[name] = value;
  return writer->Finish(std::move(config), request.tags.empty() ? "" : request.tags.front());
}

}  // namespace release::image
