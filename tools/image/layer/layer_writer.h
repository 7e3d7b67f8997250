// Writes a layer: entries in, a blob and its digests out.
#ifndef RELEASE_TOOLS_IMAGE_LAYER_LAYER_WRITER_H_
#define RELEASE_TOOLS_IMAGE_LAYER_LAYER_WRITER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_stream.h"

namespace release::image {

struct LayerOptions {
  Compression compression = Compression::kGzip;
  int threads = 0;    // that compress; 0: one for each processor. No influence on the bytes
  int64_t mtime = 0;  // of every entry; seconds since 1970, from 0 to 8589934591
};

// Writes the layer of `entries` to `fd`, which stays the caller's. The bytes depend on the entries,
// the contents of their files, compression and mtime; not on the order of the entries. An empty
// layer is good. Memory: that of LayerStream, beside the entries themselves.
//
// Errors: those of OrderedEntries() and LayerStream, before anything is written for the former;
// FILE-NOT-FOUND, FILE-UNREADABLE; LAYER-SPECIAL-FILE when a source is no regular file;
// LAYER-SOURCE-CHANGED when a source gets shorter or longer under our hands; LAYER-MTIME. What was
// written before an error is useless.
absl::StatusOr<LayerBlob> WriteLayer(std::vector<LayerEntry> entries, const LayerOptions& options,
                                     int fd);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_LAYER_LAYER_WRITER_H_
