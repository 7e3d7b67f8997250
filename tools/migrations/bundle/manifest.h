// The manifest of a bundle: what the build knows of its migrations.
#ifndef RELEASE_TOOLS_MIGRATIONS_BUNDLE_MANIFEST_H_
#define RELEASE_TOOLS_MIGRATIONS_BUNDLE_MANIFEST_H_

#include <string>
#include <string_view>

#include "tools/migrations/bundle/analysis.h"

namespace release::migrations {

// JSON, the same bytes for the same bundle:
//
//   {"format": 1, "label": "//supabase:migrations", "lock": "supabase/released.lock",
//    "files": [{"name", "sha256", "size", "class", "release" (null for a pending one), "completes",
//               "statements": [{"line", "class",
//                               "findings": [{"code", "line", "column", "what", "allowed"}]}]}],
//    "suppressions": [{"file", "code", "reason"}]}
std::string ManifestJson(const BundleReport& bundle, std::string_view label,
                         std::string_view lock_path);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_BUNDLE_MANIFEST_H_
