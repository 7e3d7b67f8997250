#include "plugins/lib/oci/pull.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

using nlohmann::json;

constexpr size_t kMaxManifest = 4 << 20;
constexpr size_t kMostLayers = 500;
constexpr char kTypes[] =
    "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json";

absl::Status NotFound(const Registry& registry, const std::string& what) {
  return Diagnose(
      absl::StatusCode::kNotFound,
      {.code = "OCI-PULL-NOT-FOUND",
       .what = Concat("the registry has no ", what),
       .why = Concat("it answers 404 in ", registry.place().base, "/", registry.place().repository),
       .fix = "push the image again, or correct the repository's name"});
}

absl::Status WrongBytes(const std::string& digest, const std::string& found) {
  return Diagnose(absl::StatusCode::kDataLoss,
                  {.code = "OCI-PULL-DIGEST",
                   .what = Concat("the registry gives other bytes for ", digest),
                   .why = Concat("they are ", found),
                   .fix = "look for a proxy that changes answers, or push the image again"});
}

absl::Status NotOneImage(const std::string& digest, std::string why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-PULL-MANIFEST",
                   .what = Concat(digest, " is not the manifest of one image"),
                   .why = std::move(why),
                   .fix = "push an image for one platform in the OCI format"});
}

absl::Status Unwritable(const std::string& path, const std::error_code& error) {
  return DiagnoseErrno(
      error.value(),
      {.code = "FILE-UNWRITABLE", .what = Concat("cannot write ", path), .fix = "make room there"});
}

std::string TextOf(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string TextDigest(const std::string& bytes) {
  return Concat("sha256:", DigestOf(bytes).hex());
}

absl::StatusOr<Blob> BlobOf(const json& descriptor, const std::string& owner,
                            const PullOptions& options) {
  Blob blob{.digest = TextOf(descriptor, "digest")};
  const json size = descriptor.is_object() ? descriptor.value("size", json()) : json();
  if (!blob.digest.starts_with("sha256:") || !Digest::FromHex(blob.digest.substr(7)).ok() ||
      !size.is_number_unsigned() || size.get<uint64_t>() > options.largest_blob) {
    return NotOneImage(owner, "a blob in it has no sha256 digest or no reasonable size");
  }
  blob.size = size.get<uint64_t>();
  return blob;
}

// The configuration and the layers, each once.
absl::StatusOr<std::vector<Blob>> BlobsOf(const Manifest& manifest, const PullOptions& options) {
  const json parsed = json::parse(manifest.text, nullptr, false);
  const json layers = parsed.is_object() ? parsed.value("layers", json()) : json();
  if (!layers.is_array() || layers.size() > kMostLayers || !parsed.contains("config")) {
    return NotOneImage(manifest.digest, "it has no configuration or no list of layers");
  }
  std::vector<json> wanted = {parsed["config"]};
  wanted.insert(wanted.end(), layers.begin(), layers.end());
  std::vector<Blob> blobs;
  for (const json& descriptor : wanted) {
    absl::StatusOr<Blob> blob = BlobOf(descriptor, manifest.digest, options);
    if (!blob.ok()) return blob.status();
    bool known = false;
    for (const Blob& other : blobs) known = known || other.digest == blob->digest;
    if (!known) blobs.push_back(*std::move(blob));
  }
  return blobs;
}

// One blob into its file, hashed on the way. Begins anew after a cut: layers are of moderate size,
// and a registry need not serve parts.
absl::Status FetchBlob(Registry& registry, http::Client& client, const Blob& blob,
                       const Patience& patience, const std::function<void(uint64_t)>& here,
                       std::stop_token stop) {
  std::string found;
  for (int attempt = 1; attempt <= patience.attempts; ++attempt) {
    std::ofstream file(blob.path, std::ios::binary | std::ios::trunc);
    Sha256 hash;
    uint64_t size = 0;
    http::Request request{.url = Concat("/blobs/", blob.digest)};
    request.timeout = absl::InfiniteDuration();
    request.stall_timeout = patience.stall;
    request.on_body = [&](std::string_view piece) {
      size += piece.size();
      hash.Update(piece);
      file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
      here(size);
      return file.good() && size <= blob.size;
    };
    absl::StatusOr<http::Response> response = registry.Send(client, request, stop);
    if (!response.ok()) return response.status();
    if (stop.stop_requested()) return absl::CancelledError("stopped while pulling");
    file.close();
    if (!file.good()) return Unwritable(blob.path, std::make_error_code(std::errc::io_error));
    if (!response->failure && response->status == 404) return NotFound(registry, blob.digest);
    if (!response->failure && response->status != 200 && response->status != 429 &&
        response->status < 500) {
      return UnexpectedAnswer(Concat("to give ", blob.digest), *response);
    }
    found = Concat(size, " of ", blob.size, " bytes");
    if (response->failure || response->status != 200) continue;
    found = Concat("sha256:", hash.Finish().hex());
    if (found == blob.digest && size == blob.size) return absl::OkStatus();
  }
  return WrongBytes(blob.digest, found);
}

}  // namespace

absl::StatusOr<Manifest> GetManifest(Registry& registry, http::Client& client,
                                     const std::string& reference, const Patience& patience,
                                     std::stop_token stop) {
  http::Request request{.url = Concat("/manifests/", reference)};
  request.headers = {{"Accept", kTypes}};
  request.body_limit = kMaxManifest;
  absl::StatusOr<http::Response> response =
      SendPatiently(registry, client, request, patience, stop);
  if (!response.ok()) return response.status();
  if (response->status == 404) return NotFound(registry, reference);
  if (response->status != 200) return UnexpectedAnswer(Concat("to give ", reference), *response);
  Manifest manifest{.digest = TextDigest(response->body),
                    .text = std::move(response->body),
                    .media_type = response->MediaType()};
  if (reference.starts_with("sha256:") && manifest.digest != reference) {
    return WrongBytes(reference, manifest.digest);
  }
  return manifest;
}

absl::Status Pull(Registry& registry, const std::string& digest, const std::string& directory,
                  const PullOptions& options, std::stop_token stop) {
  http::Client client;
  absl::StatusOr<Manifest> manifest = GetManifest(registry, client, digest, options.patience, stop);
  if (!manifest.ok()) return manifest.status();
  absl::StatusOr<std::vector<Blob>> blobs = BlobsOf(*manifest, options);
  if (!blobs.ok()) return blobs.status();
  const std::string folder = directory + "/blobs/sha256/";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Unwritable(folder, error);
  uint64_t total = 0;
  uint64_t done = 0;
  for (const Blob& blob : *blobs) total += blob.size;
  for (Blob& blob : *blobs) {
    blob.path = folder + blob.digest.substr(7);
    const auto here = [&](uint64_t size) {
      if (options.progress) options.progress(done + size, total);
    };
    absl::Status got = FetchBlob(registry, client, blob, options.patience, here, stop);
    if (!got.ok()) return got;
    done += blob.size;
  }
  const json entry = {
      {"mediaType", manifest->media_type}, {"digest", digest}, {"size", manifest->text.size()}};
  const json index = {{"schemaVersion", 2}, {"manifests", {entry}}};
  absl::Status written = WriteFileAtomically(folder + digest.substr(7), manifest->text);
  if (written.ok()) written = WriteFileAtomically(directory + "/index.json", index.dump());
  if (!written.ok()) return written;
  return WriteFileAtomically(directory + "/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
}

}  // namespace release::oci
