// The bytes of a layer on their way to its blob: hashed, compressed on several threads, hashed
// again and written, in one pass and in little memory.
#ifndef RELEASE_TOOLS_IMAGE_LAYER_LAYER_STREAM_H_
#define RELEASE_TOOLS_IMAGE_LAYER_LAYER_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/digest.h"

namespace release::image {

// How a blob is compressed. A further kind is a value here, a media type in MediaTypeOf() and a way
// to compress a block in layer_stream.cc.
enum class Compression { kNone, kGzip, kZstd };

// "application/vnd.oci.image.layer.v1.tar" and what follows it.
std::string_view MediaTypeOf(Compression compression);

struct LayerBlob {
  Digest diff_id;          // of the archive before compression
  Digest digest;           // of the blob
  uint64_t tar_size = 0;   // bytes
  uint64_t blob_size = 0;  // bytes
  Compression compression = Compression::kGzip;
};

// Memory: 2 * threads + 2 blocks of 512 KiB, whatever the layer's size. Used by one thread; its own
// threads end with it.
class LayerStream {
 public:
  // Writes the blob to `fd`, which stays the caller's. `threads` compress; 0 means one for each
  // processor. The blob's bytes do not depend on their number.
  LayerStream(int fd, Compression compression, int threads);
  LayerStream(const LayerStream&) = delete;
  LayerStream& operator=(const LayerStream&) = delete;
  ~LayerStream();

  // Room for the next bytes, never empty: fill up to `size` of it and say so to Advance().
  struct Room {
    char* data;
    size_t size;
  };
  Room NextRoom();
  // Error, here and below: LAYER-WRITE, with the system's reason. Afterwards the stream is
  // unusable.
  absl::Status Advance(size_t count);

  absl::Status Append(std::string_view bytes);
  absl::Status AppendZeros(size_t count);

  // Ends the blob. Called once, last.
  absl::StatusOr<LayerBlob> Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_LAYER_LAYER_STREAM_H_
