// The images that FROM and COPY --from may name: each mapped to files and pinned by a digest.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_BASES_H_
#define RELEASE_TOOLS_IMAGE_BUILD_BASES_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/image/build/places.h"
#include "tools/image/expand/predefined_args.h"
#include "tools/image/oci/image.h"
#include "tools/image/root/root.h"

namespace release::image {

struct BaseSource {
  enum class Kind { kLayout, kDockerArchive };
  Kind kind = Kind::kLayout;
  std::string path;
  // Of the manifest or index; of a docker-archive, of the configuration. `FROM name@sha256:...`
  // can say it as well.
  std::optional<Digest> digest;
};

struct Base {
  Image image;
  Root root;
};

// Reads a base when it is first needed, and once for a platform.
class Bases {
 public:
  // `scratch` is a folder for the layers of docker-archives, which lives as long as the images.
  Bases(std::map<std::string, BaseSource> sources, std::string scratch)
      : sources_(std::move(sources)), scratch_(std::move(scratch)) {}

  // Whether an image is mapped to `name`, or to what `name` is short for (`debian` for
  // `docker.io/library/debian:latest`).
  bool Has(const std::string& name) const { return Find(name) != nullptr; }

  // The image. `instruction` is the line that asks for it, `written` how it does. Errors, with
  // their place: IMAGE-BASE-UNMAPPED (`others` are names that may have been meant instead),
  // IMAGE-BASE-UNPINNED, IMAGE-BASE-PINS (line and mapping differ), IMAGE-BASE-PLATFORM, and those
  // of ReadLayout(), ReadDockerArchive() and Root::OfImage().
  absl::StatusOr<const Base*> Load(const std::string& name, const Platform& platform,
                                   const Instruction& instruction, const std::string& written,
                                   const Places& places, const std::vector<std::string>& others);

 private:
  const BaseSource* Find(const std::string& name) const;
  absl::StatusOr<Image> Read(const BaseSource& source, const Digest& digest,
                             const Platform& platform);

  const std::map<std::string, BaseSource> sources_;
  const std::string scratch_;
  std::map<std::string, std::unique_ptr<Base>> loaded_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_BASES_H_
