#include "tools/image/oci/layout_reader.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/image_config.h"
#include "tools/image/oci/layer_check.h"

namespace release::image {
namespace {

using nlohmann::json;

constexpr size_t kMaxIndex = 4 << 20;
constexpr std::string_view kDockerManifestType =
    "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view kDockerListType =
    "application/vnd.docker.distribution.manifest.list.v2+json";

absl::StatusOr<json> ReadObject(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxIndex);
  if (!text.ok()) return text.status();
  return ParseObject(*text, path);
}

absl::StatusOr<json> ReadBlob(const std::string& directory, const Descriptor& blob) {
  const std::string path = BlobPathIn(directory, blob.digest);
  absl::StatusOr<std::string> text = ReadVerified(path, blob);
  if (!text.ok()) return text.status();
  return ParseObject(*text, path);
}

absl::Status CheckVersion(const std::string& directory) {
  absl::StatusOr<json> layout = ReadObject(directory + "/oci-layout");
  std::string why;
  if (!layout.ok()) {
    why = DiagnosisOf(layout.status()).what();
  } else if (layout->value("imageLayoutVersion", json()) != "1.0.0") {
    why = "its version is not 1.0.0";
  } else {
    return absl::OkStatus();
  }
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "OCI-LAYOUT",
                   .what = Concat(directory, " is not an OCI image layout"),
                   .why = why,
                   .fix = "make one, as with `skopeo copy SOURCE oci:DIRECTORY`"});
}

// The array of descriptors under `key`, with the JSON of each.
absl::StatusOr<std::vector<std::pair<Descriptor, json>>> Descriptors(const json& object,
                                                                     const char* key,
                                                                     const std::string& name) {
  std::vector<std::pair<Descriptor, json>> result;
  const json items = object.value(key, json());
  if (!items.is_array()) return DescriptorFromJson(json(), name).status();
  for (const json& item : items) {
    absl::StatusOr<Descriptor> descriptor = DescriptorFromJson(item, name);
    if (!descriptor.ok()) return descriptor.status();
    result.emplace_back(*std::move(descriptor), item);
  }
  return result;
}

absl::StatusOr<Descriptor> FindPinned(const std::string& directory, const Digest& digest) {
  const std::string path = directory + "/index.json";
  absl::StatusOr<json> index = ReadObject(path);
  if (!index.ok()) return index.status();
  auto images = Descriptors(*index, "manifests", path);
  if (!images.ok()) return images.status();
  std::vector<std::string> present;
  for (const auto& [image, text] : *images) {
    if (image.digest == digest) return image;
    present.push_back(DigestText(image.digest));
  }
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "OCI-BASE-DIGEST",
       .what = Concat("the base ", directory, " is not ", DigestText(digest)),
       .why = present.empty() ? "it has no image" : Concat("it has ", absl::StrJoin(present, ", ")),
       .fix = "if the base was changed on purpose, pin the new digest"});
}

absl::StatusOr<Descriptor> ChoosePlatform(const std::string& directory, const Descriptor& list,
                                          const ImagePin& pin) {
  absl::StatusOr<json> index = ReadBlob(directory, list);
  if (!index.ok()) return index.status();
  auto images = Descriptors(*index, "manifests", BlobPathIn(directory, list.digest));
  if (!images.ok()) return images.status();
  for (const auto& [image, text] : *images) {
    const json platform = text.value("platform", json::object());
    if (platform.is_object() && platform.value("architecture", json()) == pin.architecture &&
        platform.value("os", json()) == pin.os) {
      return image;
    }
  }
  return Diagnose(absl::StatusCode::kNotFound,
                  {.code = "OCI-BASE-PLATFORM",
                   .what = Concat("the base ", DigestText(list.digest), " has no image for ",
                                  pin.os, "/", pin.architecture),
                   .why = Concat("it is an index of ", images->size(), " images for others"),
                   .fix = "choose another base or another platform"});
}

absl::Status UnknownType(const Descriptor& blob) {
  return Diagnose(absl::StatusCode::kUnimplemented,
                  {.code = "OCI-MEDIA-TYPE",
                   .what = Concat(DigestText(blob.digest), " is not what an image consists of"),
                   .why = Concat("its media type is `", absl::CHexEscape(blob.media_type), "`"),
                   .fix = "convert the base, as with `skopeo copy --format oci`"});
}

absl::StatusOr<std::vector<ImageLayer>> ReadLayers(const std::string& directory,
                                                   const json& manifest, const Image& image) {
  auto blobs = Descriptors(manifest, "layers", BlobPathIn(directory, image.pin.digest));
  if (!blobs.ok()) return blobs.status();
  if (blobs->size() != image.config.diff_ids.size()) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "OCI-CONFIG",
                     .what = "the image's configuration does not fit its manifest",
                     .why = Concat("they name ", image.config.diff_ids.size(), " and ",
                                   blobs->size(), " layers"),
                     .fix = "get the image again from where it came"});
  }
  std::vector<ImageLayer> layers;
  for (size_t i = 0; i < blobs->size(); ++i) {
    const Descriptor& blob = (*blobs)[i].first;
    ImageLayer layer{.blob = blob,
                     .diff_id = image.config.diff_ids[i],
                     .path = BlobPathIn(directory, blob.digest)};
    if (absl::Status status = VerifyBlob(layer.path, blob); !status.ok()) return status;
    if (absl::Status status = CheckLayer(layer.path, layer.diff_id); !status.ok()) return status;
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace

absl::StatusOr<Image> ReadLayout(const std::string& directory, const ImagePin& pin) {
  if (absl::Status version = CheckVersion(directory); !version.ok()) return version;
  absl::StatusOr<Descriptor> pinned = FindPinned(directory, pin.digest);
  if (!pinned.ok()) return pinned.status();
  if (pinned->media_type == kIndexType || pinned->media_type == kDockerListType) {
    pinned = ChoosePlatform(directory, *pinned, pin);
    if (!pinned.ok()) return pinned.status();
  }
  if (pinned->media_type != kManifestType && pinned->media_type != kDockerManifestType) {
    return UnknownType(*pinned);
  }
  Image image{.pin = *pinned};
  absl::StatusOr<json> manifest = ReadBlob(directory, image.pin);
  if (!manifest.ok()) return manifest.status();

  absl::StatusOr<Descriptor> config_blob = DescriptorFromJson(
      manifest->value("config", json()), BlobPathIn(directory, image.pin.digest));
  if (!config_blob.ok()) return config_blob.status();
  image.config_blob = *std::move(config_blob);
  image.config_path = BlobPathIn(directory, image.config_blob.digest);
  absl::StatusOr<json> config_text = ReadBlob(directory, image.config_blob);
  if (!config_text.ok()) return config_text.status();
  absl::StatusOr<ImageConfig> config = ImageConfigFromJson(*config_text);
  if (!config.ok()) return config.status();
  image.config = *std::move(config);

  absl::StatusOr<std::vector<ImageLayer>> layers = ReadLayers(directory, *manifest, image);
  if (!layers.ok()) return layers.status();
  image.layers = *std::move(layers);
  return image;
}

}  // namespace release::image
