// An image whose blobs are files: what is read from a base, and what is written.
#ifndef RELEASE_TOOLS_IMAGE_OCI_IMAGE_H_
#define RELEASE_TOOLS_IMAGE_OCI_IMAGE_H_

#include <string>
#include <vector>

#include "tools/base/digest.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/image_config.h"

namespace release::image {

struct ImageLayer {
  Descriptor blob = {};
  Digest diff_id = {};    // of the archive before compression
  std::string path = {};  // of the blob
};

struct Image {
  // The manifest; of a docker-archive, which has none, the configuration. Its digest is what pins
  // the image.
  Descriptor pin = {};
  Descriptor config_blob = {};
  std::string config_path = {};
  ImageConfig config = {};
  std::vector<ImageLayer> layers = {};  // lowest first, as many as config.diff_ids
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_IMAGE_H_
