#include "tools/localcloud/cloudflare/workers/new_version.h"

#include <string>

#include "tools/localcloud/cloudflare/workers/bindings.h"
#include "tools/localcloud/cloudflare/workers/durable_objects.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"
#include "tools/localcloud/cloudflare/workers/upload.h"

namespace release::cloud {

using nlohmann::json;

absl::StatusOr<json> UploadVersion(Call& call, json& script) {
  auto parts = call.MultipartBody();
  if (!parts.ok()) return parts.status();
  auto upload = ReadUpload(call, *parts);
  if (!upload.ok()) return upload.status();
  const json& metadata = upload->metadata;

  json previous = json::array();
  if (script["latest"].is_string()) {
    auto latest = FindVersion(call, script, script["latest"]);
    if (!latest.ok()) return latest.status();
    previous = (*latest)["bindings"];
  }
  auto bindings =
      BindingsOf(metadata, previous, call.request.Query("bindings_inherit") == "strict");
  if (!bindings.ok()) return bindings.status();
  absl::Status status = ApplyMigrations(call, script, ValueAt(metadata, "migrations"));
  if (status.ok()) status = ResolveClasses(call, script, *bindings);
  if (!status.ok()) return status;

  json version = {{"main_module", TextAt(metadata, "main_module", TextAt(metadata, "body_part"))},
                  {"modules", upload->modules},
                  {"etag", upload->etag},
                  {"bindings", *bindings},
                  {"compatibility_date", TextAt(metadata, "compatibility_date")},
                  {"compatibility_flags", metadata.value("compatibility_flags", json::array())},
                  {"containers", metadata.value("containers", json::array())},
                  {"migration_tag", script["migration_tag"]},
                  {"annotations", metadata.value("annotations", json::object())}};
  if (metadata.contains("tags")) script["tags"] = metadata["tags"];
  script["etag"] = upload->etag;
  AddVersion(call, script, version, "wrangler");
  return version;
}

json ShownVersion(const json& version) {
  return {
      {"id", version["id"]},
      {"number", version["number"]},
      {"annotations", version["annotations"]},
      {"metadata",
       {{"created_on", version["created_on"]},
        {"modified_on", version["created_on"]},
        {"source", version["source"]},
        {"author_email", "localcloud@example.com"},
        {"hasPreview", false}}},
      {"resources",
       {{"bindings", ShownBindings(version["bindings"])},
        {"script",
         {{"etag", version["etag"]}, {"handlers", {"fetch"}}, {"last_deployed_from", "wrangler"}}},
        {"script_runtime",
         {{"compatibility_date", version["compatibility_date"]},
          {"compatibility_flags", version["compatibility_flags"]},
          {"migration_tag", version["migration_tag"]},
          {"usage_model", "standard"}}}}}};
}

}  // namespace release::cloud
