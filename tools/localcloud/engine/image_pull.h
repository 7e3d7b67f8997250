// An image from a registry into an OCI layout on the disk.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_PULL_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_PULL_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/localcloud/engine/image_reference.h"
#include "tools/localcloud/engine/registry_client.h"

namespace release::cloud {

// Fills `directory`, which must not exist, with the image, of an index that for linux/amd64.
// Returns the digest that the reference has or its tag stands for. Every blob is held against its
// digest. Errors: those of RegistryClient; DATA_LOSS, CLOUD-IMAGE-CORRUPT; INVALID_ARGUMENT,
// CLOUD-IMAGE-MANIFEST; those of writing files.
absl::StatusOr<Digest> PullImage(RegistryClient& registry, const ImageReference& reference,
                                 const std::string& directory);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_PULL_H_
