// A site as `pages_bundle` makes it: files and a manifest.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_BUNDLE_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_BUNDLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/artifact.pb.h"

namespace release::deploy_pages {

struct BundleFile {
  std::string name;  // in the site: `assets/index.js`, `_headers`
  std::string path;  // where it is
};

struct Bundle {
  std::vector<BundleFile> files;
  std::string sha256;  // the manifest's, of all files; 64 hex digits
  uint64_t size = 0;   // bytes
  std::string compatibility_date = {};
  std::vector<std::string> compatibility_flags = {};
};

// Reads the manifest and holds the artifact's files against it. Errors: DEPLOY-PAGES-BUNDLE, when
// it is no pages_bundle, is of another project than `project`, lacks a file or has one too many;
// those of ReadFile.
absl::StatusOr<Bundle> ReadBundle(const v1::Artifact& artifact, const std::string& project);

// Makes `directory` with the site in it, as links to where the files are. Error: FILE-UNWRITABLE.
absl::Status LayOut(const Bundle& bundle, const std::string& directory);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_BUNDLE_H_
