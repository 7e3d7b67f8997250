#include "plugins/lib/oci/image.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

using nlohmann::json;

constexpr size_t kMaxManifest = 4 << 20;
constexpr char kManifestType[] = "application/vnd.oci.image.manifest.v1+json";
constexpr char kDockerType[] = "application/vnd.docker.distribution.manifest.v2+json";

absl::Status Unreadable(std::string_view what, std::string_view why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-LAYOUT-UNREADABLE",
                   .what = std::string(what),
                   .why = std::string(why),
                   .fix = "build the image again; its layout is not complete"});
}

absl::Status NotAManifest(std::string_view digest, std::string_view why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-LAYOUT-MANIFEST",
                   .what = Concat(digest, " is not the manifest of one image"),
                   .why = std::string(why),
                   .fix = "push an image for one platform in the OCI format"});
}

std::string TextOf(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool IsDigest(std::string_view text) {
  return text.starts_with("sha256:") && Digest::FromHex(text.substr(7)).ok();
}

class Layout {
 public:
  explicit Layout(const std::vector<LayoutFile>& files) : files_(files) {}

  // Names may have a folder in front, as files of an artifact do.
  const LayoutFile* Find(const std::string& name) const {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const LayoutFile& file) {
      return file.name == name ||
             (file.name.size() > name.size() && file.name.ends_with("/" + name));
    });
    return found == files_.end() ? nullptr : &*found;
  }

  absl::StatusOr<std::string> Read(const std::string& name) const {
    const LayoutFile* file = Find(name);
    if (file == nullptr) return Unreadable(Concat("the layout has no ", name), "");
    absl::StatusOr<std::string> text = ReadFile(file->path, kMaxManifest);
    if (!text.ok())
      return Unreadable(Concat("cannot read ", name), DiagnosisOf(text.status()).why());
    return text;
  }

  absl::StatusOr<Blob> FindBlob(const json& descriptor, std::string_view manifest) const {
    Blob blob{.digest = TextOf(descriptor, "digest")};
    const json size = descriptor.is_object() ? descriptor.value("size", json()) : json();
    if (!IsDigest(blob.digest) || !size.is_number_unsigned()) {
      return NotAManifest(manifest, "a blob in it has no sha256 digest or no size");
    }
    blob.size = size.get<uint64_t>();
    const LayoutFile* file = Find(Concat("blobs/sha256/", blob.digest.substr(7)));
    if (file == nullptr) {
      return Unreadable(Concat("the layout lacks the blob ", blob.digest), "");
    }
    std::error_code error;
    const uint64_t found = std::filesystem::file_size(file->path, error);
    if (error || found != blob.size) {
      return Unreadable(
          Concat("the blob ", blob.digest, " is not what the manifest names"),
          error ? error.message() : Concat("it has ", found, " bytes, not ", blob.size));
    }
    blob.path = file->path;
    return blob;
  }

 private:
  const std::vector<LayoutFile>& files_;
};

absl::StatusOr<std::string> ChooseImage(const Layout& layout, const std::string& wanted) {
  absl::StatusOr<std::string> text = layout.Read("index.json");
  if (!text.ok()) return text.status();
  const json index = json::parse(*text, nullptr, false);
  const json images = index.is_object() ? index.value("manifests", json::array()) : json::array();
  std::string present;
  for (const json& image : images) {
    const std::string digest = TextOf(image, "digest");
    if (!IsDigest(digest)) continue;
    if (digest == wanted || (wanted.empty() && images.size() == 1)) return digest;
    AppendTo(present, present.empty() ? "it has " : ", ", digest);
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-LAYOUT-IMAGE",
                   .what = wanted.empty() ? "the layout has not exactly one image"
                                          : Concat("the layout has no image ", wanted),
                   .why = present.empty() ? "it has none" : present,
                   .fix = "name the digest of the image that was built"});
}

}  // namespace

uint64_t Image::BlobBytes() const {
  uint64_t bytes = 0;
  for (const Blob& blob : blobs) bytes += blob.size;
  return bytes;
}

absl::StatusOr<std::vector<LayoutFile>> FilesOfLayout(const std::string& directory) {
  std::vector<LayoutFile> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(directory, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->is_directory(error)) continue;
    files.push_back({entry->path().lexically_relative(directory).string(), entry->path().string()});
  }
  if (error) return Unreadable(Concat("cannot read the layout ", directory), error.message());
  std::sort(files.begin(), files.end(),
            [](const LayoutFile& a, const LayoutFile& b) { return a.name < b.name; });
  return files;
}

absl::StatusOr<Image> ReadImage(const std::vector<LayoutFile>& files, const std::string& digest) {
  const Layout layout(files);
  absl::StatusOr<std::string> chosen = ChooseImage(layout, digest);
  if (!chosen.ok()) return chosen.status();
  absl::StatusOr<std::string> text = layout.Read(Concat("blobs/sha256/", chosen->substr(7)));
  if (!text.ok()) return text.status();
  if (Concat("sha256:", DigestOf(*text).hex()) != *chosen) {
    return Unreadable(Concat("the manifest ", *chosen, " has other bytes"),
                      Concat("they are sha256:", DigestOf(*text).hex()));
  }
  const json manifest = json::parse(*text, nullptr, false);
  Image image{.digest = *chosen, .manifest = *text, .media_type = TextOf(manifest, "mediaType")};
  if (image.media_type.empty()) image.media_type = kManifestType;
  if (image.media_type != kManifestType && image.media_type != kDockerType) {
    return NotAManifest(*chosen, Concat("its type is ", image.media_type));
  }
  if (!manifest.is_object() || !manifest.contains("config") || !manifest.contains("layers") ||
      !manifest["layers"].is_array()) {
    return NotAManifest(*chosen, "it has no configuration or no layers");
  }
  std::vector<json> wanted = {manifest["config"]};
  wanted.insert(wanted.end(), manifest["layers"].begin(), manifest["layers"].end());
  for (const json& descriptor : wanted) {
    absl::StatusOr<Blob> blob = layout.FindBlob(descriptor, *chosen);
    if (!blob.ok()) return blob.status();
    const bool known = std::any_of(image.blobs.begin(), image.blobs.end(),
                                   [&](const Blob& other) { return other.digest == blob->digest; });
    if (!known) image.blobs.push_back(*std::move(blob));
  }
  return image;
}

}  // namespace release::oci
