#include "tools/localcloud/engine/image_store.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/oci/descriptor.h"
#include "tools/localcloud/engine/image_pull.h"

namespace release::cloud {
namespace {

namespace fs = std::filesystem;

constexpr char kPulling[] = "pulling";

absl::Status Unusable(const std::string& path, const std::error_code& error) {
  return DiagnoseErrno(error.value(), {.code = "CLOUD-IMAGE-DIRECTORY",
                                       .what = Concat("cannot prepare an image in ", path),
                                       .fix = "check owner, modes and free space"});
}

// An image may have a link there, and a link can point anywhere: only what is not there is made.
absl::Status AddMountPoint(const std::string& root, const std::string& path) {
  std::error_code error;
  fs::path at = root;
  for (const fs::path& part : fs::path(path).relative_path().parent_path()) {
    at /= part;
    const fs::file_status status = fs::symlink_status(at, error);
    if (status.type() == fs::file_type::directory) continue;
    if (status.type() != fs::file_type::not_found) return absl::OkStatus();
    fs::create_directory(at, error);
    if (error) return Unusable(at, error);
  }
  at /= fs::path(path).filename();
  if (fs::symlink_status(at, error).type() != fs::file_type::not_found) return absl::OkStatus();
  if (std::ofstream(at).good()) return absl::OkStatus();
  return Unusable(at, std::make_error_code(std::errc::io_error));
}

}  // namespace

ImageStore::ImageStore(std::string directory, RegistrySource source,
                       std::vector<std::string> mount_points)
    : directory_(std::move(directory)),
      source_(std::move(source)),
      mount_points_(std::move(mount_points)) {}

absl::StatusOr<UnpackedImage> ImageStore::Unpacked(const Digest& digest) {
  const std::string place = Concat(directory_, "/", digest.hex());
  const std::string digest_file = place + "/digest";
  absl::Status written = EnsurePrivateDirectory(place);
  if (written.ok()) written = WriteFileAtomically(digest_file, image::DigestText(digest) + "\n");
  if (!written.ok()) return written;
  auto unpacked =
      UnpackImage({.layout = Concat(directory_, "/", kPulling), .digest_file = digest_file},
                  place + "/unpacked");
  if (!unpacked.ok()) return unpacked.status();
  for (const std::string& path : mount_points_) {
    if (absl::Status added = AddMountPoint(unpacked->root, path); !added.ok()) return added;
  }
  return unpacked;
}

absl::StatusOr<UnpackedImage> ImageStore::Fetch(const std::string& text, std::stop_token stop) {
  const absl::StatusOr<ImageReference> reference = ParseImageReference(text);
  if (!reference.ok()) return reference.status();
  if (absl::Status made = EnsurePrivateDirectory(directory_); !made.ok()) return made;
  std::error_code error;
  if (reference->digest.has_value() && fs::exists(Concat(directory_, "/", reference->digest->hex(),
                                                         "/unpacked/", reference->digest->hex()),
                                                  error)) {
    return Unpacked(*reference->digest);
  }
  const std::string layout = Concat(directory_, "/", kPulling);
  fs::remove_all(layout, error);
  if (error) return Unusable(layout, error);
  RegistryClient registry(source_, std::move(stop));
  absl::Status authorized = registry.Authorize(reference->repository);
  if (!authorized.ok()) return authorized;
  const absl::StatusOr<Digest> digest = PullImage(registry, *reference, layout);
  absl::StatusOr<UnpackedImage> unpacked =
      digest.ok() ? Unpacked(*digest) : absl::StatusOr<UnpackedImage>(digest.status());
  fs::remove_all(layout, error);
  return unpacked;
}

void ImageStore::KeepOnly(const std::set<std::string>& digests) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_, error)) {
    if (!digests.contains("sha256:" + entry.path().filename().string())) {
      fs::remove_all(entry.path(), error);
    }
  }
}

}  // namespace release::cloud
