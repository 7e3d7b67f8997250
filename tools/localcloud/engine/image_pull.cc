#include "tools/localcloud/engine/image_pull.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/descriptor.h"

namespace release::cloud {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t kMostLayers = 500;
constexpr uint64_t kLargestBlob = uint64_t{8} << 30;

absl::Status Corrupt(const std::string& what, const std::string& why) {
  return Diagnose(absl::StatusCode::kDataLoss,
                  {.code = "CLOUD-IMAGE-CORRUPT",
                   .what = Concat("the registry's ", what, " is not what its digest says"),
                   .why = why,
                   .fix = "push the image again"});
}

absl::Status NoImage(const Digest& digest, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "CLOUD-IMAGE-MANIFEST",
                   .what = Concat(image::DigestText(digest), " is not an image that can be run"),
                   .why = std::move(why),
                   .fix = "push an image for linux/amd64"});
}

class Pull {
 public:
  Pull(RegistryClient& registry, std::string repository, std::string directory)
      : registry_(registry), repository_(std::move(repository)), directory_(std::move(directory)) {}

  absl::Status MakeDirectories() {
    std::error_code error;
    fs::create_directories(directory_ + "/blobs/sha256", error);
    if (!error) return absl::OkStatus();
    return DiagnoseErrno(error.value(), {.code = "CLOUD-IMAGE-DIRECTORY",
                                         .what = Concat("cannot write to ", directory_),
                                         .fix = "check owner, modes and free space"});
  }

  // The manifest under `name`, written as a blob. `expected` may be absent only for a tag.
  absl::StatusOr<image::Descriptor> Manifest(const std::string& name,
                                             const std::optional<Digest>& expected) {
    absl::StatusOr<RegistryClient::Manifest> got = registry_.GetManifest(repository_, name);
    if (!got.ok()) return got.status();
    const Digest digest = DigestOf(got->text);
    if (expected.has_value() && digest != *expected) {
      return Corrupt("manifest", Concat("it has ", image::DigestText(digest), ", asked for was ",
                                        image::DigestText(*expected)));
    }
    const absl::Status written =
        WriteFileAtomically(image::BlobPathIn(directory_, digest), got->text);
    if (!written.ok()) return written;
    return image::Descriptor{
        .media_type = got->media_type, .digest = digest, .size = got->text.size()};
  }

  absl::StatusOr<json> Read(const image::Descriptor& blob) {
    const std::string path = image::BlobPathIn(directory_, blob.digest);
    absl::StatusOr<std::string> text = image::ReadVerified(path, blob);
    if (!text.ok()) return text.status();
    return image::ParseObject(*text, image::DigestText(blob.digest));
  }

  absl::Status Blob(const json& described, const Digest& owner) {
    const auto blob = image::DescriptorFromJson(described, image::DigestText(owner));
    if (!blob.ok()) return blob.status();
    if (blob->size > kLargestBlob) return NoImage(owner, "it has a layer of more than 8 GiB");
    const std::string path = image::BlobPathIn(directory_, blob->digest);
    if (fs::exists(path)) return absl::OkStatus();
    const std::string name = image::DigestText(blob->digest);
    absl::Status got = registry_.GetBlob(repository_, name, blob->size, path);
    if (!got.ok()) return got;
    const absl::StatusOr<FileDigest> found = DigestOfFile(path);
    if (!found.ok()) return found.status();
    if (found->digest == blob->digest && found->size == blob->size) return absl::OkStatus();
    return Corrupt("blob " + name,
                   Concat("it has ", found->size, " bytes of ", image::DigestText(found->digest),
                          ", described are ", blob->size));
  }

 private:
  RegistryClient& registry_;
  const std::string repository_;
  const std::string directory_;
};

// The entry of an index for the machine that we are.
const json* ForThisMachine(const json& manifests) {
  for (const json& each : manifests) {
    const json platform = each.is_object() ? each.value("platform", json()) : json();
    if (platform.is_object() && platform.value("architecture", json()) == "amd64" &&
        platform.value("os", json()) == "linux") {
      return &each;
    }
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<Digest> PullImage(RegistryClient& registry, const ImageReference& reference,
                                 const std::string& directory) {
  Pull pull(registry, reference.repository, directory);
  if (absl::Status made = pull.MakeDirectories(); !made.ok()) return made;
  const absl::StatusOr<image::Descriptor> pin = pull.Manifest(
      reference.digest ? image::DigestText(*reference.digest) : reference.tag, reference.digest);
  if (!pin.ok()) return pin.status();
  absl::StatusOr<json> manifest = pull.Read(*pin);
  if (!manifest.ok()) return manifest.status();
  if (const json manifests = manifest->value("manifests", json()); manifests.is_array()) {
    const json* chosen = ForThisMachine(manifests);
    if (chosen == nullptr) return NoImage(pin->digest, "it has no image for linux/amd64");
    const auto entry = image::DescriptorFromJson(*chosen, image::DigestText(pin->digest));
    if (!entry.ok()) return entry.status();
    const auto got = pull.Manifest(image::DigestText(entry->digest), entry->digest);
    if (!got.ok()) return got.status();
    manifest = pull.Read(*got);
    if (!manifest.ok()) return manifest.status();
  }
  const json layers = manifest->value("layers", json());
  if (!layers.is_array() || layers.size() > kMostLayers) {
    return NoImage(pin->digest, "its manifest has no list of layers, or an absurd one");
  }
  absl::Status got = pull.Blob(manifest->value("config", json()), pin->digest);
  for (size_t i = 0; got.ok() && i < layers.size(); ++i) got = pull.Blob(layers[i], pin->digest);
  if (!got.ok()) return got;
  const json index = {{"schemaVersion", 2}, {"manifests", {image::ToJson(*pin)}}};
  absl::Status written = WriteFileAtomically(directory + "/index.json", index.dump());
  if (written.ok()) {
    written = WriteFileAtomically(directory + "/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  }
  if (!written.ok()) return written;
  return pin->digest;
}

}  // namespace release::cloud
