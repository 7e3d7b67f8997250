#include "tests/images/tree_listing.h"

#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tools/base/digest.h"

namespace release::images {

namespace {

namespace fs = std::filesystem;

std::string Owners(const struct stat& status) {
  return std::to_string(status.st_uid) + ":" + std::to_string(status.st_gid);
}

std::string Mode(const struct stat& status) {
  char text[8];
  std::snprintf(text, sizeof(text), "%04o", status.st_mode & 07777U);
  return text;
}

std::string Describe(const std::string& path, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return "directory " + Mode(status) + " " + Owners(status);
  if (S_ISLNK(status.st_mode)) {
    return "symlink " + Owners(status) + " -> " + fs::read_symlink(path).string();
  }
  if (!S_ISREG(status.st_mode)) return "special file " + Mode(status);
  const auto digest = DigestOfFile(path);
  EXPECT_TRUE(digest.ok()) << digest.status();
  return "file " + Mode(status) + " " + Owners(status) + " " +
         (digest.ok() ? digest->digest.hex() : "");
}

}  // namespace

TreeListing ListTree(const std::string& directory) {
  // Sorted first: which name of a hard link comes first may not depend on the disk.
  std::set<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    paths.insert(fs::path(entry.path()).lexically_relative(directory).string());
  }
  TreeListing listing;
  std::map<std::pair<dev_t, ino_t>, std::string> names;
  for (const std::string& path : paths) {
    const std::string full = directory + "/" + path;
    struct stat status = {};
    EXPECT_EQ(lstat(full.c_str(), &status), 0) << full;
    if (S_ISREG(status.st_mode) && status.st_nlink > 1) {
      const auto [name, first] = names.try_emplace({status.st_dev, status.st_ino}, path);
      if (!first) {
        listing[path] = "same file as " + name->second;
        continue;
      }
    }
    listing[path] = Describe(full, status);
  }
  return listing;
}

std::string Difference(const TreeListing& ours, const TreeListing& theirs) {
  std::string text;
  for (const auto& [path, what] : theirs) {
    const auto found = ours.find(path);
    if (found == ours.end() || found->second != what) text += "- " + path + " " + what + "\n";
  }
  for (const auto& [path, what] : ours) {
    const auto found = theirs.find(path);
    if (found == theirs.end() || found->second != what) text += "+ " + path + " " + what + "\n";
  }
  return text;
}

}  // namespace release::images
