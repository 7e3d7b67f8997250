#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/docker_archive.h"

namespace release::image {
namespace {

// docker load before 23.0 reads gzip only, and fails with "archive/tar: invalid tar header".
absl::Status CheckNoZstd(const Image& image) {
  for (const ImageLayer& layer : image.layers) {
    // Also ".tar.zstd", as Docker calls it.
    if (!layer.blob.media_type.ends_with("zstd")) continue;
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "DOCKER-ARCHIVE-ZSTD",
                     .what = "an image with zstd layers cannot become a docker-archive",
                     .why = Concat("the layer ", DigestText(layer.blob.digest),
                                   " is compressed with zstd, which `docker load` reads only from "
                                   "23.0 on"),
                     .fix = "build with gzip layers, on a base with gzip layers; or copy the OCI "
                            "layout with skopeo, which knows zstd"});
  }
  return absl::OkStatus();
}

}  // namespace

// The archive is a tar like that of a layer, and is written as one.
absl::Status WriteDockerArchive(const Image& image, const std::vector<std::string>& tags, int fd) {
  if (absl::Status status = CheckNoZstd(image); !status.ok()) return status;
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
