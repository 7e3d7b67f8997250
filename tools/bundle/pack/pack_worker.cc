#include "tools/bundle/pack/pack_worker.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/manifest.h"
#include "tools/bundle/pack/packed_file.h"
#include "tools/bundle/pack/worker_script.h"
#include "tools/bundle/site_rules/json_place.h"
#include "tools/bundle/site_rules/rule_lines.h"

namespace release::bundle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargest = 64 << 20;
constexpr std::string_view kScript = "index.js";
constexpr std::string_view kConfig = "wrangler.json";

absl::Status At(const std::string& file, std::string_view text, std::size_t offset,
                std::size_t length, Mistakes::Text words) {
  Mistakes mistakes(file);
  mistakes.AddAt(text, offset, length, std::move(words));
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(mistakes).Take().front());
}

absl::Status Write(const PackWorkerRequest& request) {
  const absl::StatusOr<std::string> text = ReadFile(request.config(), kLargest);
  if (!text.ok()) return text.status();
  const auto config = BundleConfig(*text, request.config_name(), request.worker());
  if (!config.ok()) return config.status();
  const absl::StatusOr<std::string> script = ReadFile(request.script(), kLargest);
  if (!script.ok()) return script.status();
  const absl::StatusOr<std::string> stable = StableWorkerScript(*script, request.label());
  if (!stable.ok()) return stable.status();
  std::vector<PackedFile> packed;
  for (const auto& [name, bytes] : {std::pair(kScript, &*stable), std::pair(kConfig, &*config)}) {
    packed.push_back({std::string(name), bytes->size(), DigestOf(*bytes)});
    const absl::Status status =
        WriteFileAtomically(Concat(request.bundle(), "/", name), *bytes, 0644);
    if (!status.ok()) return status;
  }
  return WriteFileAtomically(
      request.manifest(),
      ManifestJson({.label = request.label(), .kind = "worker", .name = request.worker()}, packed),
      0644);
}

}  // namespace

absl::StatusOr<std::string> BundleConfig(std::string_view text, const std::string& file,
                                         std::string_view worker) {
  if (const auto error = JsonErrorOffset(text, /*comments=*/true)) {
    return At(file, text, *error, 1,
              {"WORKER-CONFIG-NOT-JSON", "here the config stops to be JSON",
               "JSON with comments is read, without commas before a bracket", "mend the syntax"});
  }
  Json config = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false,
                            /*ignore_comments=*/true);
  const bool named = config.is_object() && config.contains("name");
  if (!named || config["name"] != Json(std::string(worker))) {
    return At(file, text, text.find("\"name\""), 6,
              {"WORKER-CONFIG-NAME", Concat("this config is not for the Worker `", worker, "`"),
               named ? Concat("its `name` is ", config["name"].dump()) : "it has no `name`",
               Concat("write \"name\": \"", worker, "\", or mend `worker` of the rule")});
  }
  config["main"] = std::string(kScript);
  config["no_bundle"] = true;
  return config.dump(2) + "\n";
}

std::vector<v1::Diagnosis> PackWorker(const PackWorkerRequest& request) {
  const absl::Status status = Write(request);
  if (status.ok()) return {};
  return {DiagnosisOf(status)};
}

}  // namespace release::bundle
