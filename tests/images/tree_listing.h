// What lies under a directory, as text that two programs' results can be compared by.
#ifndef RELEASE_TESTS_IMAGES_TREE_LISTING_H_
#define RELEASE_TESTS_IMAGES_TREE_LISTING_H_

#include <map>
#include <string>

namespace release::images {

// Path -> "file 0644 3:4 sha256...", "directory 0755 0:0", "symlink 0:0 -> target",
// "same file as usr/bin/a" for the second and further names of a hard link. Times are left out, as
// is the root itself.
using TreeListing = std::map<std::string, std::string>;

// Fails the running test when something cannot be read.
TreeListing ListTree(const std::string& directory);

// What `ours` has otherwise than `theirs`, a line each: "- path theirs", "+ path ours".
std::string Difference(const TreeListing& ours, const TreeListing& theirs);

}  // namespace release::images

#endif  // RELEASE_TESTS_IMAGES_TREE_LISTING_H_
