#include "tools/image/oci/layout_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/canonical_json.h"

namespace release::image {
namespace {

using nlohmann::json;

absl::Status MakeDirectory(const std::string& path) {
  if (mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return WriteFailed(path, "mkdir");
  if (chmod(path.c_str(), 0755) != 0) return WriteFailed(path, "chmod");
  return absl::OkStatus();
}

absl::Status CheckEmpty(const std::string& directory) {
  std::error_code error;
  const bool empty = std::filesystem::is_empty(directory, error);
  if (!error && empty) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-DIRECTORY",
                   .what = Concat("no image can be written to ", directory),
                   .why = error ? error.message() : "it is not empty",
                   .fix = "name a directory that is new or empty"});
}

absl::Status CheckHistory(const ImageConfig& config, size_t layers) {
  const auto steps = std::count_if(config.history.begin(), config.history.end(),
                                   [](const HistoryEntry& entry) { return !entry.empty_layer; });
  if (config.history.empty() || static_cast<size_t>(steps) == layers) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "OCI-HISTORY",
                   .what = "the image's history does not fit its layers",
                   .why = Concat("it has ", steps, " entries with a layer for ", layers, " layers"),
                   .fix = "mark the steps without a layer as empty_layer"});
}

json ManifestOf(const Descriptor& config, const std::vector<ImageLayer>& layers) {
  json blobs = json::array();
  for (const ImageLayer& layer : layers) blobs.push_back(ToJson(layer.blob));
  return {{"schemaVersion", 2},
          {"mediaType", kManifestType},
          {"config", ToJson(config)},
          {"layers", std::move(blobs)}};
}

json IndexOf(const Descriptor& manifest, const ImageConfig& config, const std::string& ref) {
  json entry = ToJson(manifest);
  entry["platform"] = {{"architecture", config.architecture}, {"os", config.os}};
  if (!config.variant.empty()) entry["platform"]["variant"] = config.variant;
  if (!ref.empty()) entry["annotations"] = {{kRefName, ref}};
  return {{"schemaVersion", 2},
          {"mediaType", kIndexType},
          {"manifests", json::array({std::move(entry)})}};
}

}  // namespace

absl::StatusOr<LayoutWriter> LayoutWriter::Create(std::string directory) {
  if (absl::Status made = MakeDirectory(directory); !made.ok()) return made;
  if (absl::Status empty = CheckEmpty(directory); !empty.ok()) return empty;
  for (const char* inner : {"/blobs", "/blobs/sha256"}) {
    if (absl::Status made = MakeDirectory(directory + inner); !made.ok()) return made;
  }
  absl::Status marked =
      WriteNewFile(directory + "/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  if (!marked.ok()) return marked;
  return LayoutWriter(std::move(directory));
}

std::string LayoutWriter::BlobPath(const Digest& digest) const {
  return BlobPathIn(directory_, digest);
}

absl::StatusOr<ImageLayer> LayoutWriter::AddLayer(std::vector<LayerEntry> entries,
                                                  const LayerOptions& options) {
  const std::string unnamed = directory_ + "/blobs/sha256/unfinished";
  absl::StatusOr<FileDescriptor> file = NewFile(unnamed);
  if (!file.ok()) return file.status();
  absl::StatusOr<LayerBlob> written = WriteLayer(std::move(entries), options, file->get());
  if (!written.ok()) return written.status();
  ImageLayer layer{.blob = {.media_type = std::string(MediaTypeOf(written->compression)),
                            .digest = written->digest,
                            .size = written->blob_size},
                   .diff_id = written->diff_id,
                   .path = BlobPath(written->digest)};
  if (rename(unnamed.c_str(), layer.path.c_str()) != 0) return WriteFailed(layer.path, "rename");
  layers_.push_back(layer);
  return layer;
}

absl::Status LayoutWriter::AddLayerOf(const ImageLayer& layer) {
  ImageLayer copy = layer;
  copy.path = BlobPath(layer.blob.digest);
  if (copy.path != layer.path && access(copy.path.c_str(), F_OK) != 0) {
    std::error_code error;
    std::filesystem::copy_file(layer.path, copy.path, error);
    if (error) {
      errno = error.value();
      return WriteFailed(copy.path, "copy_file");
    }
    if (chmod(copy.path.c_str(), 0644) != 0) return WriteFailed(copy.path, "chmod");
  }
  if (absl::Status status = VerifyBlob(copy.path, copy.blob); !status.ok()) return status;
  layers_.push_back(std::move(copy));
  return absl::OkStatus();
}

absl::StatusOr<Descriptor> LayoutWriter::AddText(std::string_view media_type,
                                                 const std::string& text) {
  const Digest digest = DigestOf(text);
  if (absl::Status status = WriteNewFile(BlobPath(digest), text); !status.ok()) return status;
  return Descriptor{.media_type = std::string(media_type), .digest = digest, .size = text.size()};
}

absl::StatusOr<Image> LayoutWriter::Finish(ImageConfig config, const std::string& ref) {
  if (absl::Status fits = CheckHistory(config, layers_.size()); !fits.ok()) return fits;
  config.diff_ids.clear();
  for (const ImageLayer& layer : layers_) config.diff_ids.push_back(layer.diff_id);

  absl::StatusOr<std::string> config_text = CanonicalJson(ToJson(config));
  if (!config_text.ok()) return config_text.status();
  absl::StatusOr<Descriptor> config_blob = AddText(kConfigType, *config_text);
  if (!config_blob.ok()) return config_blob.status();

  absl::StatusOr<std::string> manifest_text = CanonicalJson(ManifestOf(*config_blob, layers_));
  if (!manifest_text.ok()) return manifest_text.status();
  absl::StatusOr<Descriptor> manifest = AddText(kManifestType, *manifest_text);
  if (!manifest.ok()) return manifest.status();

  absl::StatusOr<std::string> index = CanonicalJson(IndexOf(*manifest, config, ref));
  if (!index.ok()) return index.status();
  absl::Status written = WriteNewFile(directory_ + "/index.json", *index);
  if (!written.ok()) return written;
  return Image{.pin = *manifest,
               .config_blob = *config_blob,
               .config_path = BlobPath(config_blob->digest),
               .config = std::move(config),
               .layers = layers_};
}

}  // namespace release::image
