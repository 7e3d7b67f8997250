#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/layer/layer_stream.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/docker_archive.h"
#include "tools/image/oci/image_config.h"
#include "tools/image/oci/layer_check.h"

namespace release::image {
namespace {

using nlohmann::json;

constexpr size_t kReadSize = 64 * 1024;
constexpr int64_t kMaxText = 4 << 20;

struct Closer {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

absl::Status NotArchive(const std::string& path, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "DOCKER-ARCHIVE",
                   .what = Concat(path, " is not an image that `docker save` wrote"),
                   .why = std::move(why),
                   .fix = "make one with `docker save IMAGE`"});
}

// Empty where libarchive has no form of the name for this locale; no name that matters is so.
std::string NameOf(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  return name == nullptr ? "" : name;
}

// Calls `visit` for every entry until one gives an error.
absl::Status ForEachEntry(const std::string& path,
                          const std::function<absl::Status(archive*, archive_entry*)>& visit) {
  const std::unique_ptr<archive, Closer> reader(archive_read_new());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), kReadSize) != ARCHIVE_OK) {
    return NotArchive(path, archive_error_string(reader.get()));
  }
  archive_entry* entry;
  int result;
  while ((result = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
    if (absl::Status status = visit(reader.get(), entry); !status.ok()) return status;
  }
  if (result == ARCHIVE_EOF) return absl::OkStatus();
  return NotArchive(path, archive_error_string(reader.get()));
}

// The manifest and what may be the configuration, by name. The manifest may stand last, so both are
// looked for at once.
absl::StatusOr<std::map<std::string, std::string>> FindTexts(const std::string& path,
                                                             const std::string& config_hex) {
  std::map<std::string, std::string> texts;
  absl::Status status =
      ForEachEntry(path, [&](archive* reader, archive_entry* entry) -> absl::Status {
        const std::string name = NameOf(entry);
        const bool wanted = name == "manifest.json" || name.find(config_hex) != name.npos;
        if (!wanted || archive_entry_filetype(entry) != AE_IFREG) return absl::OkStatus();
        if (archive_entry_size(entry) > kMaxText) return NotArchive(path, name + " is over 4 MiB");
        std::string text(static_cast<size_t>(archive_entry_size(entry)), '\0');
        const la_ssize_t count = archive_read_data(reader, text.data(), text.size());
        if (count != static_cast<la_ssize_t>(text.size()))
          return NotArchive(path, name + " is cut");
        texts[name] = std::move(text);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return texts;
}

struct Names {
  std::string config;
  std::vector<std::string> layers;
};

// The image of this id among those that the manifest lists.
absl::StatusOr<Names> ChooseImage(const std::string& path, const std::string& manifest,
                                  const Digest& image_id) {
  const json images = json::parse(manifest, nullptr, /*allow_exceptions=*/false);
  if (!images.is_array()) return NotArchive(path, "its manifest.json is not an array");
  std::string present;
  try {
    for (const json& image : images) {
      Names names{.config = image.at("Config").get<std::string>(),
                  .layers = image.at("Layers").get<std::vector<std::string>>()};
      if (names.config.find(image_id.hex()) != std::string::npos) return names;
      AppendTo(present, present.empty() ? "" : ", ", names.config);
    }
  } catch (const json::exception& error) {
    return NotArchive(path, error.what());
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-BASE-DIGEST",
                   .what = Concat("the base ", path, " is not ", DigestText(image_id)),
                   .why = present.empty() ? "it has no image" : Concat("it has ", present),
                   .fix = "if the base was changed on purpose, pin the new image id"});
}

// The file that the layer's name leads to: `docker save` writes a layer that is there twice as a
// symlink "../ID/layer.tar".
std::string LinkedName(const std::string& name, const std::string& target) {
  if (target.starts_with("../")) return target.substr(3);
  const size_t slash = name.rfind('/');
  return slash == name.npos ? target : name.substr(0, slash + 1) + target;
}

absl::Status Unpack(archive* reader, const std::string& path, const std::string& target) {
  absl::StatusOr<FileDescriptor> file = NewFile(target);
  if (!file.ok()) return file.status();
  if (archive_read_data_into_fd(reader, file->get()) == ARCHIVE_OK) return absl::OkStatus();
  return NotArchive(
      path, Concat("a layer cannot be unpacked to ", target, ": ", archive_error_string(reader)));
}

// The unpacked file of every name in `names`.
absl::StatusOr<std::map<std::string, std::string>> UnpackLayers(
    const std::string& path, const std::vector<std::string>& names, const std::string& directory) {
  std::map<std::string, std::string> links, files;
  absl::Status status = ForEachEntry(path, [&](archive*, archive_entry* entry) {
    const char* link = archive_entry_symlink(entry);
    const std::string name = NameOf(entry);
    if (link != nullptr) links[name] = LinkedName(name, link);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::map<std::string, std::string> wanted;  // name of a regular file -> where it is unpacked
  for (const std::string& name : names) {
    const std::string& real = links.contains(name) ? links[name] : name;
    wanted.emplace(real, Concat(directory, "/", wanted.size(), ".layer"));
    files[name] = wanted[real];
  }
  status = ForEachEntry(path, [&](archive* reader, archive_entry* entry) -> absl::Status {
    const auto found = wanted.find(NameOf(entry));
    if (found == wanted.end() || archive_entry_filetype(entry) != AE_IFREG) {
      return absl::OkStatus();
    }
    const std::string target = std::move(found->second);
    wanted.erase(found);
    return Unpack(reader, path, target);
  });
  if (!status.ok()) return status;
  if (!wanted.empty()) return NotArchive(path, Concat(wanted.begin()->first, " is missing"));
  return files;
}

absl::StatusOr<ImageLayer> LayerFrom(const std::string& path, const Digest& diff_id) {
  if (absl::Status status = CheckLayer(path, diff_id); !status.ok()) return status;
  absl::StatusOr<FileDigest> blob = DigestOfFile(path);
  if (!blob.ok()) return blob.status();
  const bool plain = blob->digest == diff_id;
  const Compression compression = plain ? Compression::kNone : Compression::kGzip;
  return ImageLayer{.blob = {.media_type = std::string(MediaTypeOf(compression)),
                             .digest = blob->digest,
                             .size = blob->size},
                    .diff_id = diff_id,
                    .path = path};
}

}  // namespace

absl::StatusOr<Image> ReadDockerArchive(const std::string& path, const Digest& image_id,
                                        const std::string& directory) {
  auto texts = FindTexts(path, image_id.hex());
  if (!texts.ok()) return texts.status();
  if (!texts->contains("manifest.json")) return NotArchive(path, "it has no manifest.json");
  absl::StatusOr<Names> names = ChooseImage(path, (*texts)["manifest.json"], image_id);
  if (!names.ok()) return names.status();
  if (!texts->contains(names->config)) return NotArchive(path, names->config + " is missing");

  const std::string& text = (*texts)[names->config];
  Image image;
  image.config_blob = {
      .media_type = std::string(kConfigType), .digest = image_id, .size = text.size()};
  image.pin = image.config_blob;
  absl::Status intact =
      CheckBlob(image.config_blob, {.digest = DigestOf(text), .size = text.size()}, names->config);
  if (!intact.ok()) return intact;
  image.config_path = Concat(directory, "/config.json");
  if (absl::Status status = WriteNewFile(image.config_path, text); !status.ok()) return status;
  absl::StatusOr<json> object = ParseObject(text, names->config);
  if (!object.ok()) return object.status();
  absl::StatusOr<ImageConfig> config = ImageConfigFromJson(*object);
  if (!config.ok()) return config.status();
  image.config = *std::move(config);
  if (image.config.diff_ids.size() != names->layers.size()) {
    return NotArchive(path, "its manifest and its configuration have unlike numbers of layers");
  }

  auto files = UnpackLayers(path, names->layers, directory);
  if (!files.ok()) return files.status();
  for (size_t i = 0; i < names->layers.size(); ++i) {
    absl::StatusOr<ImageLayer> layer =
        LayerFrom((*files)[names->layers[i]], image.config.diff_ids[i]);
    if (!layer.ok()) return layer.status();
    image.layers.push_back(*std::move(layer));
  }
  return image;
}

}  // namespace release::image
