// Roots in a few words, for tests.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_TESTING_H_
#define RELEASE_TOOLS_IMAGE_ROOT_TESTING_H_

#include <fcntl.h>
#include <sys/stat.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/image.h"
#include "tools/image/root/root.h"

namespace release::image {

inline LayerEntry Folder(std::string path, uint32_t mode = 0755) {
  return {.path = std::move(path), .kind = EntryKind::kDirectory, .mode = mode};
}
inline LayerEntry File(std::string path, std::string bytes = "", uint32_t mode = 0644) {
  return {.path = std::move(path), .mode = mode, .bytes = std::move(bytes)};
}
inline LayerEntry Symlink(std::string path, std::string target) {
  return {.path = std::move(path),
          .kind = EntryKind::kSymlink,
          .mode = 0777,
          .link_target = std::move(target)};
}
inline LayerEntry Hardlink(std::string path, std::string target) {
  return {.path = std::move(path), .kind = EntryKind::kHardlink, .link_target = std::move(target)};
}
inline LayerEntry Whiteout(std::string path) {
  return {.path = std::move(path), .kind = EntryKind::kWhiteout};
}
inline LayerEntry Opaque(std::string path) {
  return {.path = std::move(path), .kind = EntryKind::kOpaque};
}

// A root as "d/ d/f d/l->target d/h=d/f", in the order of entries().
inline std::string Shown(const Root& root) {
  std::string shown;
  for (const auto& [path, entry] : root.entries()) {
    AppendTo(shown, shown.empty() ? "" : " ", path);
    if (entry.kind == EntryKind::kDirectory) AppendTo(shown, "/");
    if (entry.kind == EntryKind::kSymlink) AppendTo(shown, "->", entry.link_target);
    if (entry.kind == EntryKind::kHardlink) AppendTo(shown, "=", entry.link_target);
  }
  return shown;
}

// Writes a layer's blob into `folder`, for Image::layers.
inline absl::StatusOr<ImageLayer> WriteTestLayer(const std::string& folder, std::string_view name,
                                                 std::vector<LayerEntry> entries,
                                                 Compression compression = Compression::kGzip) {
  ImageLayer layer;
  layer.path = Concat(folder, "/", name);
  const FileDescriptor file(open(layer.path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0644));
  absl::StatusOr<LayerBlob> blob =
      WriteLayer(std::move(entries), {.compression = compression, .threads = 1}, file.get());
  if (!blob.ok()) return blob.status();
  layer.blob.digest = blob->digest;
  layer.diff_id = blob->diff_id;
  return layer;
}

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_TESTING_H_
