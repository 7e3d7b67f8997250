#include "tools/image/container/unpacked_image.h"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/image.h"
#include "tools/image/oci/layout_reader.h"
#include "tools/image/root/root.h"
#include "tools/image/root/write_root.h"

namespace release {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestConfig = 4 << 20;

absl::Status Unusable(const std::string& path, const std::error_code& error) {
  return DiagnoseErrno(error.value(),
                       {.code = "CLOUD-IMAGE-DIRECTORY",
                        .what = Concat("cannot unpack an image in ", path),
                        .why = "the file system said",
                        .fix = "check owner, modes and free space of the directory"});
}

std::string RootOf(const std::string& place) { return place + "/root"; }
std::string ConfigOf(const std::string& place) { return place + "/config.json"; }

// An image that was unpacked earlier. It is ours and was verified then.
absl::StatusOr<UnpackedImage> Known(const std::string& place, const std::string& digest) {
  const absl::StatusOr<std::string> text = ReadFile(ConfigOf(place), kLargestConfig);
  if (!text.ok()) return text.status();
  const absl::StatusOr<nlohmann::json> json = image::ParseObject(*text, ConfigOf(place));
  if (!json.ok()) return json.status();
  absl::StatusOr<image::ImageConfig> config = image::ImageConfigFromJson(*json);
  if (!config.ok()) return config.status();
  return UnpackedImage{.digest = digest, .root = RootOf(place), .config = *std::move(config)};
}

// Fills the empty directory `place`. The configuration is written last.
absl::Status Unpack(const std::string& layout, const Digest& digest, const std::string& place) {
  const absl::StatusOr<image::Image> found = image::ReadLayout(layout, {.digest = digest});
  if (!found.ok()) return found.status();
  const absl::StatusOr<image::Root> root = image::Root::OfImage(*found);
  if (!root.ok()) return root.status();
  std::error_code error;
  fs::create_directories(RootOf(place), error);
  if (error) return Unusable(place, error);
  const absl::StatusOr<image::WriteRootSummary> written = image::WriteRoot(*root, RootOf(place));
  if (!written.ok()) return written.status();
  // Where a container mounts what is not the image's: its root is read-only.
  for (const char* mount : {"/dev", "/proc", "/tmp"}) {
    fs::create_directory(RootOf(place) + mount, error);
    if (error) return Unusable(place, error);
  }
  const absl::StatusOr<std::string> config = image::CanonicalJson(image::ToJson(found->config));
  if (!config.ok()) return config.status();
  return WriteFileAtomically(ConfigOf(place), *config);
}

}  // namespace

absl::StatusOr<UnpackedImage> UnpackImage(const ImageFiles& files, const std::string& directory) {
  absl::StatusOr<std::string> text = ReadFile(files.digest_file, 4096);
  if (!text.ok()) return text.status();
  absl::StripAsciiWhitespace(&*text);
  const absl::StatusOr<Digest> digest = image::DigestFromText(*text);
  if (!digest.ok()) return digest.status();
  if (absl::Status made = EnsurePrivateDirectory(directory); !made.ok()) return made;

  const std::string place = Concat(directory, "/", digest->hex());
  std::error_code error;
  if (fs::exists(place, error)) return Known(place, *text);
  // What is left of others, and of a call that was interrupted.
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    fs::remove_all(entry.path(), error);
    if (error) return Unusable(entry.path(), error);
  }
  const std::string unfinished = directory + "/new";
  if (absl::Status made = EnsurePrivateDirectory(unfinished); !made.ok()) return made;
  if (absl::Status done = Unpack(files.layout, *digest, unfinished); !done.ok()) return done;
  fs::rename(unfinished, place, error);
  if (error) return Unusable(place, error);
  return Known(place, *text);
}

}  // namespace release
