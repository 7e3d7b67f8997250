// The API's image as files on the disk, which a container can have as its root.
#ifndef RELEASE_TOOLS_IMAGE_CONTAINER_UNPACKED_IMAGE_H_
#define RELEASE_TOOLS_IMAGE_CONTAINER_UNPACKED_IMAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/image/oci/image_config.h"

namespace release {

// Where a built image is.
struct ImageFiles {
  std::string layout;       // directory: an OCI image layout
  std::string digest_file;  // one line, `sha256:...`: which image of it
};

struct UnpackedImage {
  std::string digest;  // "sha256:..."
  std::string root;    // directory; nobody writes to it
  image::ImageConfig config;
};

// Unpacks the image below `directory`, which is made, once: a digest that is there is not unpacked
// again, and other digests are removed. Every byte is verified while it is unpacked.
//
// An interrupted call leaves nothing that a later one takes for an image. Nobody else may work in
// `directory`, and nothing run from it. Errors: those of ReadLayout(), Root::OfImage() and
// WriteRoot(); OCI-DIGEST; CLOUD-IMAGE-DIRECTORY.
absl::StatusOr<UnpackedImage> UnpackImage(const ImageFiles& files, const std::string& directory);

}  // namespace release

#endif  // RELEASE_TOOLS_IMAGE_CONTAINER_UNPACKED_IMAGE_H_
