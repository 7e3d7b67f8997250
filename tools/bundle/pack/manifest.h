// What is in a bundle, as JSON that is the same for the same bytes.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_MANIFEST_H_
#define RELEASE_TOOLS_BUNDLE_PACK_MANIFEST_H_

#include <string>
#include <vector>

#include "tools/base/digest.h"
#include "tools/bundle/pack/packed_file.h"

namespace release::bundle {

struct ManifestHead {
  std::string label;
  std::string kind;  // "pages" or "worker"
  std::string name;  // of the Pages project or the Worker

  // The runtime that Functions were compiled for; empty: there are none.
  std::string compatibility_date = {};
  std::vector<std::string> compatibility_flags = {};
};

// One digest for all files: SHA-256 over `SHA256  PATH\n` of each, as sha256sum prints them.
// `files` are in the order of their paths.
Digest DigestOfFiles(const std::vector<PackedFile>& files);

// One object, indented by two, ending in a newline; keys always in this order:
//   format 1, kind, name, label, with Functions compatibilityDate and compatibilityFlags,
//   sha256 (DigestOfFiles), size (bytes of all files),
//   files [{path, size, contentType, sha256}], instructions [{path, size, sha256}]
// `files` are what Pages serves; `instructions` what it obeys: _headers, _redirects, _routes.json,
// _worker.js. Of a Worker everything is a file.
std::string ManifestJson(const ManifestHead& head, const std::vector<PackedFile>& files);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_MANIFEST_H_
