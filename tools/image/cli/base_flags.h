// The flags that map names of FROM to images.
#ifndef RELEASE_TOOLS_IMAGE_CLI_BASE_FLAGS_H_
#define RELEASE_TOOLS_IMAGE_CLI_BASE_FLAGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/build/bases.h"

namespace release::image {

// `bases` as NAME=KIND:PATH or NAME=KIND:PATH@sha256:HEX, KIND being `layout` or `docker-archive`;
// `digest_files` as NAME=FILE, whose content is `sha256:HEX`. Errors: IMAGE-USAGE; those of
// ReadFile() and DigestFromText().
absl::StatusOr<std::map<std::string, BaseSource>> ReadBases(
    const std::vector<std::string>& bases, const std::vector<std::string>& digest_files);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_BASE_FLAGS_H_
