// Reads a tar archive member by member, believing nothing: plain or compressed, names as bytes.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_TAR_READER_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_TAR_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/archive/compressed.h"
#include "tools/image/layer/layer_entry.h"

struct archive;

namespace release::image {

// A member as it stands in the archive.
struct TarMember {
  // `path` and the target of a hard link are as written: "./usr//bin/", "../x". kFile for a
  // special file.
  LayerEntry entry = {};
  uint64_t ordinal = 0;  // members before it
  uint64_t size = 0;     // bytes of its content, holes included
  // Device, pipe or socket: "a character device"; empty for all else.
  std::string_view special = {};
  bool overlay_whiteout = false;  // a character device 0:0, by which overlayfs says "removed"
};

// Memory: one read buffer and one member, whatever the archive's size. Used by one thread.
class TarReader {
 public:
  struct Source {
    std::string file;
    std::string name;         // for messages
    std::string broken_code;  // of the diagnosis for damage
  };

  // Error, here and below: INVALID_ARGUMENT, Source::broken_code, for what is no tar, damaged or
  // cut off.
  static absl::StatusOr<TarReader> Open(Source source, Compressed compressed);

  TarReader(TarReader&&) noexcept;
  TarReader& operator=(TarReader&&) noexcept;
  ~TarReader();

  // The next member; absent at the end. RESOURCE_EXHAUSTED, ARCHIVE-TOO-LARGE: archive_limits.h.
  absl::StatusOr<std::optional<TarMember>> Next();

  // Writes the content of the member that Next() gave last to `fd`, an empty file, holes as holes.
  // Once a member. Also FILE-UNWRITABLE.
  absl::Status Extract(int fd);

 private:
  TarReader(Source source, archive* reader);
  absl::Status Broken() const;
  absl::Status CountText(const LayerEntry& entry);

  struct Closer {
    void operator()(archive* reader) const;
  };

  Source source_;
  std::unique_ptr<archive, Closer> reader_;
  uint64_t next_ordinal_ = 0;
  uint64_t size_ = 0;
  size_t text_ = 0;
  std::string member_;
};

// Extracts the content of the last member to a new file `path`, mode 0600.
absl::Status ExtractToFile(TarReader& reader, const std::string& path);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_TAR_READER_H_
