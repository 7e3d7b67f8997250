// An image as it is pushed: its manifest, and the blobs that the manifest names.
#ifndef RELEASE_PLUGINS_LIB_OCI_IMAGE_H_
#define RELEASE_PLUGINS_LIB_OCI_IMAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace release::oci {

// A file of an OCI image layout: `blobs/sha256/...`, `index.json`, and where it lies.
struct LayoutFile {
  std::string name;
  std::string path;
};

struct Blob {
  std::string digest = {};  // "sha256:" and 64 hex digits
  uint64_t size = 0;        // bytes
  std::string path = {};    // of a file with its bytes; empty: they are `bytes`
  std::string bytes = {};
};

struct Image {
  std::string digest = {};  // of the manifest
  std::string manifest = {};
  std::string media_type = {};   // of the manifest
  std::vector<Blob> blobs = {};  // configuration and layers, each once

  uint64_t BlobBytes() const;
};

// Every file below a directory, in order of their names. Error: OCI-LAYOUT-UNREADABLE.
absl::StatusOr<std::vector<LayoutFile>> FilesOfLayout(const std::string& directory);

// The image of a layout whose manifest has this digest; without a digest, its only image. The
// manifest's bytes and every blob's size are checked here; a blob's bytes by who reads it, and by
// the registry.
// Errors: OCI-LAYOUT-UNREADABLE (a file that an image needs is missing or has another size),
// OCI-LAYOUT-IMAGE (no such image, or several to choose from), OCI-LAYOUT-MANIFEST (not the
// manifest of one image).
absl::StatusOr<Image> ReadImage(const std::vector<LayoutFile>& files, const std::string& digest);

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_IMAGE_H_
