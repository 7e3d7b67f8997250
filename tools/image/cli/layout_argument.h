// The image that a subcommand works on: one of an OCI image layout.
#ifndef RELEASE_TOOLS_IMAGE_CLI_LAYOUT_ARGUMENT_H_
#define RELEASE_TOOLS_IMAGE_CLI_LAYOUT_ARGUMENT_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "tools/image/oci/image.h"

namespace release::image {

struct LayoutArgument {
  std::string layout = {};                // directory
  std::string digest = {};                // "sha256:..."; empty: see below
  std::string expected_digest_file = {};  // has the digest; empty: the layout's only image
};

// Adds the argument LAYOUT, --digest and --expected-digest-file.
void AddLayoutArgument(CLI::App& command, LayoutArgument& argument);

struct LayoutImage {
  Image image = {};
  std::string ref = {};  // what the layout calls it: "app:1.0"; may be empty
};

// Reads and verifies it. Errors: those of ReadLayout(), ReadFile(), DigestFromText();
// IMAGE-LAYOUT-CHOICE when the layout has several images and none is named.
absl::StatusOr<LayoutImage> ReadImage(const LayoutArgument& argument);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_LAYOUT_ARGUMENT_H_
