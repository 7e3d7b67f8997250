// What the build delivered: the pipeline manifest and the files it names, proven to be the bytes
// that were built.
#ifndef RELEASE_TOOLS_COORDINATOR_CATALOG_CATALOG_H_
#define RELEASE_TOOLS_COORDINATOR_CATALOG_CATALOG_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/release/v1/manifest.pb.h"
#include "tools/base/digest.h"

namespace release {

struct Catalog {
  // As built, except that every ArtifactFile.path is now absolute.
  v1::PipelineManifest manifest;

  // SHA-256 of the manifest file's bytes.
  Digest digest;
};

// Reads the manifest, checks its content (format, names, graph), then finds every plugin, artifact,
// step host and environments file under `runfiles` and compares its digest, on several threads.
//
// Fails with all problems at once. NOT_FOUND: no manifest there. INVALID_ARGUMENT: a manifest that
// this program cannot use. FAILED_PRECONDITION: a file is missing or differs (CATALOG-FILE-MISSING,
// CATALOG-FILE-CHANGED, CATALOG-FILE-UNREADABLE), with the label that makes it and the command that
// builds it again.
//
// The check costs one reading of every file. A file may be rewritten later: whoever loads a plugin
// verifies the very bytes it loads (tools/step_host).
absl::StatusOr<Catalog> OpenCatalog(const std::string& manifest_file, const std::string& runfiles);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CATALOG_CATALOG_H_
