// Writes an image as an OCI image layout: a directory of blobs and an index.
#ifndef RELEASE_TOOLS_IMAGE_OCI_LAYOUT_WRITER_H_
#define RELEASE_TOOLS_IMAGE_OCI_LAYOUT_WRITER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/image.h"
#include "tools/image/oci/image_config.h"

namespace release::image {

// One image in one directory:
//
//   auto writer = LayoutWriter::Create(directory);
//   writer->AddLayerOf(*base_layer);          // lowest first
//   writer->AddLayer(entries, {});
//   auto image = writer->Finish(config, "app:1.0");
//
// Nothing of the result depends on where and when it is made. After an error the directory is to be
// thrown away. Errors of the disk: OCI-WRITE.
class LayoutWriter {
 public:
  // Makes the directory, if it is not there; it must be empty. Else OCI-DIRECTORY.
  static absl::StatusOr<LayoutWriter> Create(std::string directory);

  // Writes a layer from its entries. Errors: also those of WriteLayer().
  absl::StatusOr<ImageLayer> AddLayer(std::vector<LayerEntry> entries, const LayerOptions& options);

  // Takes over the layer of a base, as the same blob. It is verified on the way: OCI-BLOB-DIGEST.
  absl::Status AddLayerOf(const ImageLayer& layer);

  // Writes configuration, manifest and index, and gives the image back as ReadLayout() would. The
  // `diff_ids` of `config` are replaced by those of the layers; its history must have as many
  // entries that are not `empty_layer` as there are layers, or none at all: OCI-HISTORY. `ref` is
  // the annotation that tools find the image by; it may be empty.
  absl::StatusOr<Image> Finish(ImageConfig config, const std::string& ref);

 private:
  explicit LayoutWriter(std::string directory) : directory_(std::move(directory)) {}
  std::string BlobPath(const Digest& digest) const;
  absl::StatusOr<Descriptor> AddText(std::string_view media_type, const std::string& text);

  std::string directory_;
  std::vector<ImageLayer> layers_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_LAYOUT_WRITER_H_
