// The entries of a COPY while they are collected, checked against what the stage has already.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_COPY_TARGET_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_COPY_TARGET_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/context/copy_plan.h"

namespace release::image {

// Paths are relative to the image's root, clean, empty for the root itself.
class CopyTarget {
 public:
  // The arguments must outlive the object.
  CopyTarget(const CopyRequest& request, const SourceTree& root) : request_(request), root_(root) {}

  // Where the destination leads, and whether it can only be a folder by the way it is written.
  // IMAGE-COPY-ESCAPES.
  struct Destination {
    std::string path;
    bool is_folder;
  };
  absl::StatusOr<Destination> Resolve() const;

  // Whether `path` is a folder in the stage or by an entry so far.
  bool IsFolder(std::string_view path) const;

  // Adds a folder unless it is known. A new one is as `source`; without that, mode 0755 and
  // implied.
  absl::Status EnsureFolder(const std::string& path, const SourceNode* source = nullptr);
  // Adds `node` at `path`, and the folders above. A folder gives its mode to one that is there.
  absl::Status Put(const std::string& path, const SourceNode& node);

  // The entries sorted by path. To be called once.
  std::vector<CopyEntry> Take();

 private:
  const CopyRequest& request_;
  const SourceTree& root_;
  std::map<std::string, CopyEntry, std::less<>> entries_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_COPY_TARGET_H_
