// Reads an image from an OCI image layout, believing nothing that a digest does not prove.
#ifndef RELEASE_TOOLS_IMAGE_OCI_LAYOUT_READER_H_
#define RELEASE_TOOLS_IMAGE_OCI_LAYOUT_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/image/oci/image.h"

namespace release::image {

// Which image of a layout is meant.
struct ImagePin {
  Digest digest = {};  // of its manifest, or of an index of manifests, one for each platform
  std::string architecture = "amd64";  // chooses in such an index, with `os`
  std::string os = "linux";
};

// The image, after every blob's digest and size, every layer's archive and diff id were verified.
// The blobs stay where they are.
//
// Errors: OCI-LAYOUT (the directory is none, or of another version), OCI-BASE-DIGEST (the layout
// has no image of this digest; the message names those it has), OCI-BASE-PLATFORM, OCI-MEDIA-TYPE,
// OCI-JSON, OCI-DESCRIPTOR, OCI-DIGEST, OCI-CONFIG, and those of blob.h and layer_check.h.
absl::StatusOr<Image> ReadLayout(const std::string& directory, const ImagePin& pin);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_LAYOUT_READER_H_
