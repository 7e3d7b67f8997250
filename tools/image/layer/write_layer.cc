// Writes the layer of one file to nowhere and prints its digests: what layer_memory_test measures.
#include <fcntl.h>

#include <cstdio>

#include "tools/base/file_descriptor.h"
#include "tools/image/layer/layer_writer.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_layer FILE\n");
    return 2;
  }
  const auto out = release::OpenFile("/dev/null", O_WRONLY);
  if (!out.ok()) return 1;
  const auto blob =
      release::image::WriteLayer({{.path = "file", .source = argv[1]}}, {.threads = 4}, out->get());
  if (!blob.ok()) {
    std::fprintf(stderr, "%s\n", blob.status().ToString().c_str());
    return 1;
  }
  std::printf("%s %s\n", blob->diff_id.hex().c_str(), blob->digest.hex().c_str());
  return 0;
}
