// Reads the entries of a layer that somebody wrote: a tar with whiteouts.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_LAYER_ARCHIVE_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_LAYER_ARCHIVE_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/archive/tar_reader.h"
#include "tools/image/layer/layer_entry.h"

namespace release::image {

struct ArchivedEntry {
  // The path is clean; that of the root directory itself is "". A file has no `source` or `bytes`:
  // its content is still in the blob. The target of a hard link may be in a layer below.
  LayerEntry entry = {};
  uint64_t ordinal = 0;  // for ReadContents()
};

// The entries in the order of the archive, without contents, in one pass over the blob. `.wh.`
// names become kWhiteout and kOpaque, and so does overlayfs's device 0:0; other `.wh..wh.` names
// are bookkeeping of aufs and are left out.
//
// Errors: FILE-NOT-FOUND, FILE-UNREADABLE, IMAGE-LAYER-BROKEN, IMAGE-LAYER-PATH (a name that leads
// out or cannot be), IMAGE-LAYER-SPECIAL (a device, pipe or socket), ARCHIVE-TOO-LARGE.
absl::StatusOr<std::vector<ArchivedEntry>> ReadLayerArchive(const std::string& blob);

// Called for each wanted file when the pass has come to it: it gives the content to
// TarReader::Extract() or leaves it.
using TakeContent = std::function<absl::Status(uint64_t ordinal, TarReader& reader)>;

// The contents of some files of the blob, by ordinal. One pass, which ends with the last of them.
// Errors: as above, and those of `take`.
absl::Status ReadContents(const std::string& blob, const std::set<uint64_t>& ordinals,
                          const TakeContent& take);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_LAYER_ARCHIVE_H_
