// Layers kept from one build to the next, found by what they are made of.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_LAYER_CACHE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_LAYER_CACHE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/image.h"

namespace release::image {

// A folder with a record for each key and the blobs that records name. Any number of processes may
// use it at once: files only ever appear whole. Nothing is removed; the folder may be, at any time.
class LayerCache {
 public:
  explicit LayerCache(std::string directory) : directory_(std::move(directory)) {}

  // Names the layer that WriteLayer() makes of these entries: a digest over all that its bytes
  // depend on, the content of files and this program among it. Errors: those of OrderedEntries()
  // and DigestOfFile().
  static absl::StatusOr<Digest> Key(const std::vector<LayerEntry>& entries,
                                    const LayerOptions& options);

  // The layer with its blob in the cache; absent when there is none, and when its record is
  // damaged. The blob is not looked at: LayoutWriter::AddLayerOf() verifies it.
  std::optional<ImageLayer> Find(const Digest& key) const;

  // Keeps a copy of the layer; what the cache has for the key is replaced. Errors: OCI-WRITE,
  // FILE-UNWRITABLE; the cache is as good as before then.
  absl::Status Store(const Digest& key, const ImageLayer& layer) const;

 private:
  std::string directory_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_LAYER_CACHE_H_
