#include "tools/localcloud/cloudflare/pages/site_upload.h"

#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/pages/assets.h"
#include "tools/localcloud/cloudflare/workers/upload.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// Files that steer the site and are no part of it.
constexpr const char* kFiles[] = {"_headers", "_redirects", "_routes.json",
                                  "functions-filepath-routing-config.json"};

std::string TextOf(const std::vector<Part>& parts, const std::string& name) {
  const Part* part = FindPart(parts, name);
  return part == nullptr ? "" : std::string(part->content);
}

absl::Status CheckManifest(Call& call, const json& manifest) {
  if (!manifest.is_object()) {
    return ApiError(400, 8000096,
                    "A \"manifest\" field was expected in the request body but was not provided.");
  }
  for (const auto& [path, hash] : manifest.items()) {
    if (!IsAssetPath(path)) {
      return ApiError(400, 8000000, "The manifest names a file by something that is no path");
    }
    if (!hash.is_string() || !FindAsset(call, call.account(), hash)) {
      return ApiError(400, 8000000,
                      Concat("The manifest names ", path, ", which was not uploaded"));
    }
  }
  return absl::OkStatus();
}

// The Functions: a multipart body within a part, without a header that would name its boundary.
absl::StatusOr<json> ReadFunctions(Call& call, std::string_view bundle) {
  const auto boundary = LeadingBoundary(bundle);
  if (!boundary) return ApiError(400, 10021, "_worker.bundle is not multipart/form-data");
  auto parts = ParseMultipart(bundle, *boundary);
  if (!parts.ok()) {
    return ApiError(400, 10021, Concat("_worker.bundle: ", DiagnosisOf(parts.status()).why()));
  }
  auto upload = ReadUpload(call, *parts);
  if (!upload.ok()) return upload.status();
  return json{{"main_module", TextAt(upload->metadata, "main_module")},
              {"modules", upload->modules},
              {"compatibility_date", TextAt(upload->metadata, "compatibility_date")},
              {"compatibility_flags", ValueAt(upload->metadata, "compatibility_flags")}};
}

}  // namespace

absl::StatusOr<json> ReadSite(Call& call) {
  auto parts = call.MultipartBody();
  if (!parts.ok()) return parts.status();
  const Part* manifest_part = FindPart(*parts, "manifest");
  json site = {{"manifest", manifest_part ? ParsedOrNull(manifest_part->content) : json(nullptr)},
               {"files", json::object()},
               {"worker", nullptr}};
  const absl::Status status = CheckManifest(call, site["manifest"]);
  if (!status.ok()) return status;
  for (const char* name : kFiles) {
    if (FindPart(*parts, name) != nullptr) site["files"][name] = TextOf(*parts, name);
  }
  for (const char* name : {"branch", "commit_hash", "commit_message", "commit_dirty"}) {
    site[name] = TextOf(*parts, name);
  }
  if (const Part* bundle = FindPart(*parts, "_worker.bundle")) {
    auto worker = ReadFunctions(call, bundle->content);
    if (!worker.ok()) return worker.status();
    site["worker"] = *worker;
  }
  return site;
}

}  // namespace release::cloud
