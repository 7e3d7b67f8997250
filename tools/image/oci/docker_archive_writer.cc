#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/docker_archive.h"

namespace release::image {

// The archive is a tar like that of a layer, and is written as one.
absl::Status WriteDockerArchive(const Image& image, const std::vector<std::string>& tags, int fd) {
  using nlohmann::json;
  const std::string config = image.config_blob.digest.hex() + ".json";
  std::vector<LayerEntry> files = {{.path = config, .source = image.config_path}};
  std::vector<std::string> names;
  std::set<std::string> written;  // an image may have the same layer twice
  for (const ImageLayer& layer : image.layers) {
    const std::string& name = names.emplace_back(layer.blob.digest.hex() + ".tar");
    if (written.insert(name).second) files.push_back({.path = name, .source = layer.path});
  }
  const json manifest =
      json::array({{{"Config", config}, {"RepoTags", tags}, {"Layers", std::move(names)}}});
  absl::StatusOr<std::string> text = CanonicalJson(manifest);
  if (!text.ok()) return text.status();
  files.push_back({.path = "manifest.json", .bytes = *std::move(text)});
  return WriteLayer(std::move(files), {.compression = Compression::kNone}, fd).status();
}

}  // namespace release::image
