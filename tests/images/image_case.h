// Dockerfiles that two programs must make the same of.
#ifndef RELEASE_TESTS_IMAGES_IMAGE_CASE_H_
#define RELEASE_TESTS_IMAGES_IMAGE_CASE_H_

#include <ostream>
#include <string>
#include <vector>

namespace release::images {

// One file of the context.
struct ContextFile {
  std::string path;
  std::string content;
  bool program = false;  // mode 0755, else 0644
};

struct ImageCase {
  std::string name;  // also the test's: letters and digits
  std::string dockerfile;
  std::vector<ContextFile> files = {};
  // Flags that both programs know, "--build-arg=K=V".
  std::vector<std::string> flags = {};
  // The Dockerfile of an image that `FROM base` means, over the same context.
  std::string base = {};
  // The context has busybox at its root, and archives archive.tar, .tar.gz and .tar.xz.
  bool busybox = false;
  bool archives = false;
};

inline void PrintTo(const ImageCase& image_case, std::ostream* out) { *out << image_case.name; }

// Every instruction but RUN, in the forms that buildah 1.28 knows.
std::vector<ImageCase> FileCases();
std::vector<ImageCase> ConfigCases();
// RUN, on a root made of busybox.
std::vector<ImageCase> RunCases();

}  // namespace release::images

#endif  // RELEASE_TESTS_IMAGES_IMAGE_CASE_H_
