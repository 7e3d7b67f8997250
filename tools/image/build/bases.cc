#include "tools/image/build/bases.h"

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/docker_archive.h"
#include "tools/image/oci/layout_reader.h"

namespace release::image {
namespace {

struct Reference {
  std::string name;
  std::string digest;  // "sha256:...", or empty
};

// The shortest name that means the same: without Docker's registry and the tag `latest`.
Reference Shortened(std::string_view name) {
  Reference reference;
  if (const size_t at = name.find('@'); at != std::string_view::npos) {
    reference.digest = name.substr(at + 1);
    name = name.substr(0, at);
  }
  for (const std::string_view prefix : {"index.docker.io/", "docker.io/", "library/"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  constexpr std::string_view kLatest = ":latest";
  if (name.ends_with(kLatest)) name.remove_suffix(kLatest.size());
  reference.name = name;
  return reference;
}

std::string Shown(const Image& image) {
  return Platform{image.config.os, image.config.architecture, image.config.variant}.ToString();
}

}  // namespace

const BaseSource* Bases::Find(const std::string& name) const {
  if (const auto exact = sources_.find(name); exact != sources_.end()) return &exact->second;
  const Reference wanted = Shortened(name);
  for (const auto& [key, source] : sources_) {
    const Reference given = Shortened(key);
    if (given.name == wanted.name && (given.digest.empty() || given.digest == wanted.digest)) {
      return &source;
    }
  }
  return nullptr;
}

absl::StatusOr<Image> Bases::Read(const BaseSource& source, const Digest& digest,
                                  const Platform& platform) {
  if (source.kind == BaseSource::Kind::kLayout) {
    return ReadLayout(source.path,
                      {.digest = digest, .architecture = platform.architecture, .os = platform.os});
  }
  const std::string directory = Concat(scratch_, "/base-", loaded_.size());
  std::error_code error;
  if (!std::filesystem::create_directory(directory, error)) {
    errno = error.value();
    return WriteFailed(directory, "mkdir");
  }
  return ReadDockerArchive(source.path, digest, directory);
}

absl::StatusOr<const Base*> Bases::Load(const std::string& name, const Platform& platform,
                                        const Instruction& instruction, const std::string& written,
                                        const Places& places,
                                        const std::vector<std::string>& others) {
  const std::string key = Concat(platform.ToString(), " ", name);
  if (const auto loaded = loaded_.find(key); loaded != loaded_.end()) return loaded->second.get();
  const Reference reference = Shortened(name);
  const BaseSource* source = Find(name);
  if (source == nullptr) {
    std::vector<std::string> known = others;
    for (const auto& [mapped, unused] : sources_) known.push_back(mapped);
    return places.Refuse(
        instruction, written,
        {"IMAGE-BASE-UNMAPPED",
         Concat("no image is mapped to `", name, "`", DidYouMean(name, known)),
         known.empty() ? "images are not fetched: each has to be given"
                       : Concat("images are not fetched; known here: ", absl::StrJoin(known, ", ")),
         Concat("add the attribute bases = {\"", name,
                "\": \"//your:image\"} (image build: --base=", name, "=layout:DIR@sha256:HEX)")});
  }
  std::optional<Digest> digest = source->digest;
  if (!reference.digest.empty()) {
    absl::StatusOr<Digest> pinned = DigestFromText(reference.digest);
    if (!pinned.ok()) return places.At(instruction, written, pinned.status());
    if (digest.has_value() && *digest != *pinned) {
      return places.Refuse(
          instruction, written,
          {"IMAGE-BASE-PINS", Concat("`", name, "` is pinned to two images"),
           Concat("the mapping says ", DigestText(*digest)), "correct the digest in one place"});
    }
    digest = *pinned;
  }
  if (!digest.has_value()) {
    return places.Refuse(
        instruction, written,
        {"IMAGE-BASE-UNPINNED", Concat("the image mapped to `", name, "` has no digest"),
         "a base that is not pinned may be another image tomorrow",
         Concat("give the digest with the attribute bases = {\"", name, "\": ...}, or write FROM ",
                name, "@sha256:HEX (image build: --base=", name, "=...@sha256:HEX)")});
  }
  absl::StatusOr<Image> image = Read(*source, *digest, platform);
  if (!image.ok()) return places.At(instruction, written, image.status());
  if (image->config.os != platform.os || image->config.architecture != platform.architecture) {
    return places.Refuse(
        instruction, written,
        {"IMAGE-BASE-PLATFORM",
         Concat("`", name, "` is an image for ", Shown(*image), ", not for ", platform.ToString()),
         "the build is for one platform, or FROM says --platform",
         "map an image of this platform, or change `platform`"});
  }
  absl::StatusOr<Root> root = Root::OfImage(*image);
  if (!root.ok()) return places.At(instruction, written, root.status());
  return loaded_.emplace(key, std::make_unique<Base>(Base{*std::move(image), *std::move(root)}))
      .first->second.get();
}

}  // namespace release::image
