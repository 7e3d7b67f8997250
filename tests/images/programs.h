// The programs of the comparison, run to their end in a directory of the test's own.
#ifndef RELEASE_TESTS_IMAGES_PROGRAMS_H_
#define RELEASE_TESTS_IMAGES_PROGRAMS_H_

#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tools/base/files.h"

namespace release::images {

// What a program wrote and how it ended.
struct Output {
  bool success = false;
  std::string out;
  std::string err;
};

// Everything lies below one temporary directory, which goes with the object: images, the store of
// buildah, what is unpacked. Every program runs there. Ours is $IMAGE. Steps that must succeed fail
// the running test with the program's words.
class Programs {
 public:
  Programs();
  Programs(const Programs&) = delete;
  Programs& operator=(const Programs&) = delete;

  // A path in the directory.
  std::string Path(const std::string& name) const;

  // Our program `image`.
  const std::string& image() const { return image_; }

  Output Try(std::vector<std::string> argv) const;
  // The standard output of a program that must succeed.
  std::string Run(std::vector<std::string> argv) const;

  // `image build` with these flags into Path(name).
  void BuildOurs(const std::string& name, std::vector<std::string> flags) const;

  // `buildah bud` of a context, as image `name`, with more flags.
  void BuildTheirs(const std::string& name, const std::string& dockerfile,
                   const std::string& context, std::vector<std::string> flags = {}) const;
  // `buildah from` and `mount`: the directory with the image's root, to be read only.
  std::string Mount(const std::string& image) const;
  // The config of an image in buildah's store, with Docker's fields.
  nlohmann::json TheirConfig(const std::string& image) const;

  // The config of the image in our layout at Path(name), and its manifest's digest ("sha256:...").
  nlohmann::json OurConfig(const std::string& name) const;
  std::string OurDigest(const std::string& name) const;

  // `umoci unpack` of our layout; the directory with the root.
  std::string Unpack(const std::string& name) const;

  std::string Skopeo(std::vector<std::string> arguments) const;

 private:
  std::string Buildah(std::vector<std::string> arguments) const;
  nlohmann::json OurBlob(const std::string& name, const std::string& digest) const;

  std::string image_;  // the program
  TempDirectory directory_;
};

}  // namespace release::images

#endif  // RELEASE_TESTS_IMAGES_PROGRAMS_H_
