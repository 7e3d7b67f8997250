// The header blocks of a tar archive: POSIX ustar, with a pax extended header where ustar is too
// small.
//
// Written here and not by libarchive, because a layer's digest must not change when libarchive
// does: which attributes its pax writer emits (two forms of each xattr, ctime, the name of the
// extended header) has changed between its versions. libarchive reads what we write, in the tests.
#ifndef RELEASE_TOOLS_IMAGE_LAYER_TAR_HEADER_H_
#define RELEASE_TOOLS_IMAGE_LAYER_TAR_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "tools/image/layer/layer_entry.h"

namespace release::image {

inline constexpr size_t kTarBlock = 512;

// The blocks that come before the content of `entry`, a multiple of 512 bytes. `size` is that of
// the content, 0 for all but files; `mtime` in seconds since 1970, from 0 to 8589934591. The entry
// was checked by OrderedEntries().
std::string TarHeader(const LayerEntry& entry, uint64_t size, int64_t mtime);

// Zero bytes between `size` bytes of content and the next header.
inline size_t TarPadding(uint64_t size) {
  return static_cast<size_t>((kTarBlock - size % kTarBlock) % kTarBlock);
}

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_LAYER_TAR_HEADER_H_
