// Checks what a pipeline manifest says, without looking at any file it names.
#ifndef RELEASE_TOOLS_COORDINATOR_CATALOG_MANIFEST_CHECK_H_
#define RELEASE_TOOLS_COORDINATOR_CATALOG_MANIFEST_CHECK_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/manifest.pb.h"

namespace release {

// Reads canonical proto JSON. Fails with CATALOG-MANIFEST-BROKEN; an unknown field is one too.
absl::StatusOr<v1::PipelineManifest> ParseManifest(std::string_view json);

// All problems: CATALOG-FORMAT, CATALOG-NAME, CATALOG-INCOMPLETE, CATALOG-PATH, and those of the
// graph (tools/coordinator/plan/graph.h).
absl::Status CheckManifest(const v1::PipelineManifest& manifest);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CATALOG_MANIFEST_CHECK_H_
