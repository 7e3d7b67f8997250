// The build arguments that exist without anybody declaring them.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_PREDEFINED_ARGS_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_PREDEFINED_ARGS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/image/expand/lexer.h"

namespace release::image {

// "linux/arm64/v8": operating system, architecture and, often absent, the variant.
struct Platform {
  std::string os;
  std::string architecture;
  std::string variant;

  // The parts with slashes between.
  std::string ToString() const;
};

// Reads `os/architecture[/variant]`, with the usual other names (x86_64, aarch64, ...) brought to
// Go's. INVALID_ARGUMENT, IMAGE-PLATFORM, when it is none.
absl::StatusOr<Platform> ParsePlatform(std::string_view text);

// TARGETPLATFORM, TARGETOS, TARGETARCH, TARGETVARIANT, TARGETOSVERSION, the same for BUILD..., and
// TARGETSTAGE, which is "default" for an empty `target_stage`. FROM lines see them; a stage sees
// one after it said `ARG TARGETARCH`. A variant that is absent is empty, not unset.
Environment PlatformArgs(const Platform& build, const Platform& target,
                         std::string_view target_stage = {});

// HTTP_PROXY and its family: a RUN sees one that was given as a build argument without any ARG, and
// neither history nor the cache may know it.
bool IsProxyArg(std::string_view name);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_PREDEFINED_ARGS_H_
