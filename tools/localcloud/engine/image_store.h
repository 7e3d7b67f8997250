// The images that containers run from: pulled, verified, unpacked, and removed when they are old.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_STORE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_STORE_H_

#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/container/unpacked_image.h"
#include "tools/localcloud/engine/image_reference.h"
#include "tools/localcloud/engine/registry_client.h"

namespace release::cloud {

// One directory, DIGEST/DIGEST/root for each image. Threads: one at a time.
class ImageStore {
 public:
  // `mount_points` are files that every image gets, empty, where it has none, so that something can
  // be mounted over them: "/etc/hosts".
  ImageStore(std::string directory, RegistrySource source, std::vector<std::string> mount_points);

  // Pulls and unpacks what `reference` names. An image that is there by this digest is not asked
  // for. An interrupted call leaves nothing that a later one takes for an image. Errors: those of
  // ParseImageReference(), RegistryClient and UnpackImage(); DATA_LOSS, CLOUD-IMAGE-CORRUPT, when
  // what the registry gave is not what the digest says; CLOUD-IMAGE-DIRECTORY.
  absl::StatusOr<UnpackedImage> Fetch(const std::string& reference, std::stop_token stop);

  // Removes every image but these ("sha256:..."), from which nothing may run.
  void KeepOnly(const std::set<std::string>& digests);

 private:
  absl::StatusOr<UnpackedImage> Unpacked(const Digest& digest);

  const std::string directory_;
  const RegistrySource source_;
  const std::vector<std::string> mount_points_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_STORE_H_
