// What a layer consists of: one LayerEntry for each file, directory, link or removal.
#ifndef RELEASE_TOOLS_IMAGE_LAYER_LAYER_ENTRY_H_
#define RELEASE_TOOLS_IMAGE_LAYER_LAYER_ENTRY_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release::image {

enum class EntryKind {
  kDirectory,
  kFile,
  kSymlink,
  kHardlink,
  kWhiteout,  // removes `path` of the layers below
  kOpaque,    // removes everything that the layers below have in the directory `path`
};

// Times are not here: they are the same for every entry of a layer (LayerOptions). User and group
// have numbers only; names are left to the image's own /etc/passwd.
struct LayerEntry {
  // From the root of the image, without a leading or trailing slash: "usr/bin/app". For whiteouts
  // the removed path itself; the writer makes the `.wh.` name.
  std::string path = {};
  EntryKind kind = EntryKind::kFile;

  uint32_t mode = 0644;  // permission bits with setuid, setgid and sticky; no type bits
  uint32_t uid = 0;
  uint32_t gid = 0;
  std::map<std::string, std::string> xattrs = {};  // "security.capability" -> bytes

  // kSymlink: the link's text, as it is. kHardlink: `path` of a kFile entry of the same layer.
  std::string link_target = {};

  // kFile: where the content is read from, following symlinks (build inputs are symlinks); when
  // empty, the content is `bytes`. Holes are read as zeros.
  std::string source = {};
  std::string bytes = {};
};

// The kind for a file of this st_mode. Devices, sockets and pipes: INVALID_ARGUMENT,
// LAYER-SPECIAL-FILE; `path` is for the message.
absl::StatusOr<EntryKind> EntryKindOf(mode_t mode, std::string_view path);

// A path of a layer may neither leave the root nor be written in two ways: no leading or trailing
// slash, no empty, `.` or `..` component, no NUL, nothing over 4095 bytes or 255 in a component, no
// component that begins with `.wh.` (it would remove something). Else LAYER-PATH.
absl::Status CheckLayerPath(std::string_view path);

// The name under which the entry stands in the archive: with `.wh.` for whiteouts.
std::string ArchiveName(const LayerEntry& entry);

// Checks every entry and puts them in the order of the archive, which does not depend on the order
// given: parents before children, whiteouts before their siblings, names bytewise; hard links last,
// so that each comes after its target, with the target's mode and owner. Errors, INVALID_ARGUMENT:
// LAYER-PATH, LAYER-MODE, LAYER-XATTR, LAYER-LINK, LAYER-DUPLICATE, LAYER-PARENT-NOT-DIRECTORY.
absl::StatusOr<std::vector<LayerEntry>> OrderedEntries(std::vector<LayerEntry> entries);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_LAYER_LAYER_ENTRY_H_
