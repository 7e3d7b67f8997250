// The message for a source that is not there: what is there instead, and what was probably meant.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_MISSING_SOURCE_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_MISSING_SOURCE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tools/image/context/copy_source.h"

namespace release::image {

// NOT_FOUND, IMAGE-COPY-MISSING: "COPY src: not in the context; declared inputs are a, b".
absl::Status MissingSource(std::string_view instruction, std::string_view source,
                           const CopyFrom& from);

// The path in `tree` that is most like `path`, empty if none is alike.
std::string NearestPath(std::string_view path, const SourceTree& tree);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_MISSING_SOURCE_H_
