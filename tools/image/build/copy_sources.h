// Where a COPY or ADD may take its files from.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_COPY_SOURCES_H_
#define RELEASE_TOOLS_IMAGE_BUILD_COPY_SOURCES_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/image/build/step.h"
#include "tools/image/context/build_context.h"
#include "tools/image/root/root.h"

namespace release::image {

struct FromRoot {
  const Root* root = nullptr;
  std::string title;  // "stage `build`", for messages
};

// Owns nothing.
struct CopySources {
  const BuildContext& context;
  // The root that `--from=text` of this instruction means. Its errors have a place.
  std::function<absl::StatusOr<FromRoot>(const Instruction&, const std::string& text)> from;
  // A folder for contents that are in no file yet: of bases' layers, of archives.
  const std::string& scratch;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_COPY_SOURCES_H_
