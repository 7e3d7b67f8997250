#include "tools/image/build/write_image.h"

#include <cstdio>
#include <optional>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/image/build/layer_cache.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/layout_writer.h"

namespace release::image {
namespace {

absl::Status AddCached(const std::vector<LayerEntry>& entries, const BuildRequest& request,
                       const std::string& directory, LayoutWriter& writer,
                       std::vector<v1::Diagnosis>& warnings) {
  const LayerCache cache(request.layer_cache);
  absl::StatusOr<Digest> key = LayerCache::Key(entries, request.layers);
  if (!key.ok()) return key.status();
  if (const std::optional<ImageLayer> kept = cache.Find(*key)) {
    if (writer.AddLayerOf(*kept).ok()) return absl::OkStatus();
    // The damaged copy must not stay in the image; the layer made below has its own name.
    std::remove(BlobPathIn(directory, kept->blob.digest).c_str());
  }
  absl::StatusOr<ImageLayer> made = writer.AddLayer(entries, request.layers);
  if (!made.ok()) return made.status();
  if (absl::Status stored = cache.Store(*key, *made); !stored.ok()) {
    v1::Diagnosis warning = DiagnosisOf(stored);
    warning.set_severity(v1::SEVERITY_WARNING);
    warnings.push_back(std::move(warning));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Image> WriteImage(const StageState& stage, const BuildRequest& request,
                                 const std::string& directory,
                                 std::vector<v1::Diagnosis>& warnings) {
  absl::StatusOr<LayoutWriter> writer = LayoutWriter::Create(directory);
  if (!writer.ok()) return writer.status();
  for (const StageLayer& layer : stage.layers) {
    absl::Status added = absl::OkStatus();
    if (const auto* base = std::get_if<ImageLayer>(&layer)) {
      added = writer->AddLayerOf(*base);
    } else if (const auto& entries = *std::get<LayerEntries>(layer); request.layer_cache.empty()) {
      added = writer->AddLayer(entries, request.layers).status();
    } else {
      added = AddCached(entries, request, directory, *writer, warnings);
    }
    if (!added.ok()) return added;
  }
  ImageConfig config = stage.image;
  for (const auto& [name, value] : request.labels) config.config.labels[name] = value;
  return writer->Finish(std::move(config), request.tags.empty() ? "" : request.tags.front());
}

}  // namespace release::image
