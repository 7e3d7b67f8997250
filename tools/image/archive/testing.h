// Archives for tests, of any kind of member: nothing is checked.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_TESTING_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_TESTING_H_

#include <archive.h>
#include <archive_entry.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace release::image {

struct TestMember {
  std::string name = {};
  unsigned type = AE_IFREG;  // AE_IFDIR, AE_IFLNK, AE_IFCHR, ...
  std::string content = {};  // of a file, or a symlink's text
  std::string hardlink = {};
  mode_t mode = 0644;
  int64_t uid = 0;
  int64_t gid = 0;
  std::map<std::string, std::string> xattrs = {};
  int64_t hole = 0;  // bytes before the content
  int device = 0;    // its minor number
};

inline TestMember TestFile(std::string name, std::string content = "") {
  return {.name = std::move(name), .content = std::move(content)};
}
inline TestMember TestFolder(std::string name, mode_t mode = 0755) {
  return {.name = std::move(name), .type = AE_IFDIR, .mode = mode};
}
inline TestMember TestSymlink(std::string name, std::string target) {
  return {.name = std::move(name), .type = AE_IFLNK, .content = std::move(target)};
}
inline TestMember TestHardlink(std::string name, std::string target) {
  return {.name = std::move(name), .hardlink = std::move(target)};
}

// False when libarchive could not write it.
inline bool WriteTestTar(const std::string& path, const std::vector<TestMember>& members,
                         int filter = ARCHIVE_FILTER_NONE) {
  archive* const writer = archive_write_new();
  bool good = archive_write_set_format_pax_restricted(writer) == ARCHIVE_OK &&
              archive_write_add_filter(writer, filter) >= ARCHIVE_WARN &&
              archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK;
  archive_entry* const entry = archive_entry_new();
  for (const TestMember& member : members) {
    archive_entry_clear(entry);
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_filetype(entry, member.type);
    archive_entry_set_perm(entry, member.mode);
    archive_entry_set_uid(entry, member.uid);
    archive_entry_set_gid(entry, member.gid);
    archive_entry_set_rdevminor(entry, static_cast<dev_t>(member.device));
    std::string content = member.type == AE_IFREG ? member.content : "";
    const auto size = member.hole + static_cast<int64_t>(content.size());
    archive_entry_set_size(entry, size);
    if (member.hole > 0) {
      archive_entry_sparse_add_entry(entry, member.hole, static_cast<int64_t>(content.size()));
      content.insert(0, static_cast<size_t>(member.hole), '\0');
    }
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.content.c_str());
    if (!member.hardlink.empty()) archive_entry_set_hardlink(entry, member.hardlink.c_str());
    for (const auto& [name, value] : member.xattrs) {
      archive_entry_xattr_add_entry(entry, name.c_str(), value.data(), value.size());
    }
    good = good && archive_write_header(writer, entry) >= ARCHIVE_WARN;
    if (!content.empty()) {
      good = good && archive_write_data(writer, content.data(), content.size()) >= 0;
    }
  }
  archive_entry_free(entry);
  good = archive_write_close(writer) == ARCHIVE_OK && good;
  archive_write_free(writer);
  return good;
}

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_TESTING_H_
