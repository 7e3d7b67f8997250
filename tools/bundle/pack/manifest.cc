#include "tools/bundle/pack/manifest.h"

#include <nlohmann/json.hpp>

#include "tools/base/text.h"
#include "tools/bundle/pack/content_type.h"
#include "tools/bundle/pack/site_tree.h"

namespace release::bundle {

using Json = nlohmann::ordered_json;

Digest DigestOfFiles(const std::vector<PackedFile>& files) {
  Sha256 all;
  for (const PackedFile& file : files) all.Update(Concat(file.digest.hex(), "  ", file.path, "\n"));
  return all.Finish();
}

std::string ManifestJson(const ManifestHead& head, const std::vector<PackedFile>& files) {
  const bool pages = head.kind == "pages";
  Json served = Json::array();
  Json instructions = Json::array();
  uint64_t size = 0;
  for (const PackedFile& file : files) {
    size += file.size;
    Json row = {{"path", file.path}, {"size", file.size}};
    const bool instruction = pages && IsInstruction(file.path);
    if (!instruction) row["contentType"] = std::string(ContentTypeOf(file.path));
    row["sha256"] = file.digest.hex();
    (instruction ? instructions : served).push_back(std::move(row));
  }
  Json manifest = {{"format", 1}, {"kind", head.kind}, {"name", head.name}, {"label", head.label}};
  if (!head.compatibility_date.empty()) {
    manifest["compatibilityDate"] = head.compatibility_date;
    manifest["compatibilityFlags"] = head.compatibility_flags;
  }
  manifest["sha256"] = DigestOfFiles(files).hex();
  manifest["size"] = size;
  manifest["files"] = std::move(served);
  if (pages) manifest["instructions"] = std::move(instructions);
  return manifest.dump(2) + "\n";
}

}  // namespace release::bundle
