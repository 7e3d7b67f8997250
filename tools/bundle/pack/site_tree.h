// The files below a folder, and whether Pages can serve them.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_SITE_TREE_H_
#define RELEASE_TOOLS_BUNDLE_PACK_SITE_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::bundle {

// What Cloudflare accepts in one deployment.
inline constexpr uint64_t kLargestFile = 25ULL << 20;  // bytes
inline constexpr std::size_t kMostFiles = 20'000;

struct SiteFile {
  std::string path;  // below the folder, with slashes
  uint64_t size = 0;
};

// All files below `folder`, by path in byte order. Symbolic links stand for what they point at.
// Errors: SITE-UNREADABLE, with the path; SITE-NOT-A-FILE for a device, a socket, a link to
// nothing.
absl::StatusOr<std::vector<SiteFile>> WalkSite(const std::string& folder);

// Everything about the tree that Pages refuses, serves under another name, or leaves out without a
// word: SITE-EMPTY, SITE-FILE-TOO-LARGE, SITE-TOO-MANY-FILES, SITE-NAME-NOT-UTF8,
// SITE-NAME-UNSERVABLE, SITE-FILE-IGNORED, SITE-CONFIG-MISPLACED, SITE-SECRET-FILE. `label` begins
// every message.
std::vector<v1::Diagnosis> CheckSite(const std::vector<SiteFile>& files, std::string_view label);

// True for the files at the top that are instructions to Pages and are never served: `_headers`,
// `_redirects`, `_routes.json`, `_worker.js`.
bool IsInstruction(std::string_view path);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_SITE_TREE_H_
