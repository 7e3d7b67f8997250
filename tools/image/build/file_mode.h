// The modes that --chmod may ask for.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_FILE_MODE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_FILE_MODE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace release::image {

// `0755`, or what chmod(1) takes: `u=rwX,go-w`, without a umask.
class FileMode {
 public:
  // Nothing when `text` is neither.
  static std::optional<FileMode> Parse(std::string_view text);

  // What becomes of a file that has `mode`. `X` sets execution for folders and for files that have
  // one already.
  uint32_t Apply(uint32_t mode, bool is_folder) const;

 private:
  struct Change {
    uint32_t who = 0;  // the bits of the users that are meant: 0700, 0070, 0007
    char operation = '=';
    uint32_t bits = 0;                 // as for all users: 0777 for rwx, and 07000
    bool conditional_execute = false;  // X
    char copy = 0;                     // u, g or o, whose bits are taken
  };

  std::optional<uint32_t> octal_;
  std::vector<Change> changes_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_FILE_MODE_H_
