// The tar that `docker save` writes and `docker load` reads.
#ifndef RELEASE_TOOLS_IMAGE_OCI_DOCKER_ARCHIVE_H_
#define RELEASE_TOOLS_IMAGE_OCI_DOCKER_ARCHIVE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/image/oci/image.h"

namespace release::image {

// Writes `image` to `fd`, which stays the caller's: manifest.json, the configuration and the blobs
// of the layers as they are (docker load takes compressed ones). `tags` are "app:1.0"; there may be
// none. The bytes depend on the image and the tags only. Errors: those of WriteLayer(),
// OCI-TEXT-NOT-UTF8, DOCKER-ARCHIVE-ZSTD (a layer that docker load cannot read).
absl::Status WriteDockerArchive(const Image& image, const std::vector<std::string>& tags, int fd);

// Reads the image whose configuration has the digest `image_id` (what `docker images --no-trunc`
// shows) from the archive at `path`. Layers are unpacked to `directory`, which exists, and are
// verified: their diff ids stand in the configuration. An archive pins no blob of a layer, only its
// content.
//
// Errors: DOCKER-ARCHIVE (not one, or something that its manifest names is missing),
// OCI-BASE-DIGEST, OCI-JSON, OCI-CONFIG, OCI-WRITE, and those of layer_check.h.
absl::StatusOr<Image> ReadDockerArchive(const std::string& path, const Digest& image_id,
                                        const std::string& directory);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_DOCKER_ARCHIVE_H_
