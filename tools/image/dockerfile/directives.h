// Parser directives: `# syntax=...`, `# escape=...`, `# check=...` on the file's first lines.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_DIRECTIVES_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_DIRECTIVES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// The directives, which end at the first line that is none: a blank line, another comment, an
// instruction. A name that occurs twice, or an escape other than \ and `, is DOCKERFILE-DIRECTIVE.
absl::StatusOr<std::vector<Directive>> ReadDirectives(const Source& source);

// The escape character that `directives` choose.
char EscapeOf(const std::vector<Directive>& directives);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_DIRECTIVES_H_
