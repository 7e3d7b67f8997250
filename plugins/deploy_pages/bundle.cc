#include "plugins/deploy_pages/bundle.h"

#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>

#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t kMaxManifest = 16 << 20;
constexpr std::string_view kManifestEnd = ".manifest.json";

absl::Status BadBundle(const v1::Artifact& artifact, std::string_view why) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "DEPLOY-PAGES-BUNDLE",
       .what = Concat("the artifact `", artifact.name(), "` is not the bundle of this project"),
       .why = std::string(why),
       .fix = "give the step the pages_bundle of the project, as the build made it"});
}

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const std::string& NameOf(const v1::ArtifactFile& file) {
  return file.name().empty() ? file.path() : file.name();
}

// The one beside the folder, not a file of the site that is called alike.
const v1::ArtifactFile* ManifestOf(const v1::Artifact& artifact) {
  const v1::ArtifactFile* found = nullptr;
  for (const v1::ArtifactFile& file : artifact.files()) {
    const std::string_view name = NameOf(file);
    if (!name.ends_with(kManifestEnd)) continue;
    if (found == nullptr || name.size() < NameOf(*found).size()) found = &file;
  }
  return found;
}

bool StaysInside(const std::string& name) {
  if (name.empty() || name.front() == '/') return false;
  for (const fs::path& part : fs::path(name)) {
    if (part == ".." || part == "." || part.empty()) return false;
  }
  return true;
}

// Every file that the manifest names, by its name in the site.
absl::StatusOr<std::map<std::string, std::string>> DigestsIn(const v1::Artifact& artifact,
                                                             const json& manifest) {
  std::map<std::string, std::string> digests;
  for (const char* list : {"files", "instructions"}) {
    for (const json& entry : manifest.value(list, json::array())) {
      const std::string name = TextAt(entry, "path");
      if (!StaysInside(name)) return BadBundle(artifact, "its manifest names a path outside");
      digests[name] = TextAt(entry, "sha256");
    }
  }
  if (digests.empty()) return BadBundle(artifact, "its manifest names no file");
  return digests;
}

absl::Status AddFiles(const v1::Artifact& artifact, std::string_view folder,
                      std::map<std::string, std::string> digests, Bundle& bundle) {
  for (const v1::ArtifactFile& file : artifact.files()) {
    const std::string_view whole = NameOf(file);
    if (!whole.starts_with(folder)) continue;
    const std::string name(whole.substr(folder.size()));
    const auto listed = digests.find(name);
    if (listed == digests.end()) {
      return BadBundle(artifact, Concat(name, " is not in its manifest"));
    }
    if (file.has_digest() && file.digest().sha256() != listed->second) {
      return BadBundle(artifact, Concat(name, " is not the file that its manifest describes"));
    }
    bundle.files.push_back({name, file.path()});
    digests.erase(listed);
  }
  if (digests.empty()) return absl::OkStatus();
  return BadBundle(artifact, Concat(digests.begin()->first, " is in its manifest and not there"));
}

}  // namespace

absl::StatusOr<Bundle> ReadBundle(const v1::Artifact& artifact, const std::string& project) {
  const v1::ArtifactFile* described = ManifestOf(artifact);
  if (described == nullptr) return BadBundle(artifact, "it has no manifest");
  absl::StatusOr<std::string> text = ReadFile(described->path(), kMaxManifest);
  if (!text.ok()) return text.status();
  const json manifest = json::parse(*text, nullptr, false);
  if (!manifest.is_object() || TextAt(manifest, "kind") != "pages" ||
      manifest.value("format", json()) != 1) {
    return BadBundle(artifact, "its manifest is none of a pages_bundle");
  }
  if (TextAt(manifest, "name") != project) {
    return BadBundle(artifact, Concat("it is for the project `", TextAt(manifest, "name"),
                                      "`, the step for `", project, "`"));
  }
  Bundle bundle;
  bundle.sha256 = TextAt(manifest, "sha256");
  if (!Digest::FromHex(bundle.sha256).ok()) return BadBundle(artifact, "it has no digest");
  const json size = manifest.value("size", json());
  if (size.is_number_unsigned()) bundle.size = size.get<uint64_t>();
  bundle.compatibility_date = TextAt(manifest, "compatibilityDate");
  for (const json& flag : manifest.value("compatibilityFlags", json::array())) {
    if (flag.is_string()) bundle.compatibility_flags.push_back(flag);
  }
  auto digests = DigestsIn(artifact, manifest);
  if (!digests.ok()) return digests.status();
  std::string folder = NameOf(*described);
  folder.replace(folder.size() - kManifestEnd.size(), kManifestEnd.size(), "/");
  absl::Status added = AddFiles(artifact, folder, *std::move(digests), bundle);
  if (!added.ok()) return added;
  return bundle;
}

absl::Status LayOut(const Bundle& bundle, const std::string& directory) {
  std::error_code error;
  for (const BundleFile& file : bundle.files) {
    const fs::path at = fs::path(directory) / file.name;
    fs::create_directories(at.parent_path(), error);
    if (!error) fs::create_symlink(fs::absolute(file.path), at, error);
    if (!error) continue;
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "FILE-UNWRITABLE",
                     .what = Concat("cannot lay out the site in ", directory),
                     .why = error.message(),
                     .fix = "make room there"});
  }
  return absl::OkStatus();
}

}  // namespace release::deploy_pages
