#include "plugins/lib/oci/referrer.h"

#include <utility>

#include "nlohmann/json.hpp"
#include "plugins/lib/oci/image.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

using nlohmann::json;

constexpr char kManifestType[] = "application/vnd.oci.image.manifest.v1+json";
constexpr char kIndexType[] = "application/vnd.oci.image.index.v1+json";
constexpr char kEmptyType[] = "application/vnd.oci.empty.v1+json";
constexpr size_t kMaxIndex = 4 << 20;
constexpr size_t kMaxContent = 1 << 20;
constexpr int kRounds = 5;

std::string TextDigest(const std::string& bytes) {
  return Concat("sha256:", DigestOf(bytes).hex());
}

std::string TextOf(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json DescriptorOf(const std::string& type, const std::string& bytes) {
  return {{"mediaType", type}, {"digest", TextDigest(bytes)}, {"size", bytes.size()}};
}

std::string TagOf(const std::string& image) { return Concat("sha256-", image.substr(7)); }

json AnnotationsOf(const Referrer& referrer) {
  json annotations = json::object();
  for (const auto& [name, value] : referrer.annotations) annotations[name] = value;
  return annotations;
}

// What these functions share.
class Work {
 public:
  Work(Registry& registry, const Patience& patience, std::stop_token stop)
      : registry_(registry), patience_(patience), stop_(std::move(stop)) {}

  absl::StatusOr<http::Response> Send(const http::Request& request) {
    return SendPatiently(registry_, client_, request, patience_, stop_);
  }

  absl::StatusOr<Manifest> Get(const std::string& reference) {
    return GetManifest(registry_, client_, reference, patience_, stop_);
  }

  absl::Status PutBlob(const std::string& bytes) {
    const Blob blob{.digest = TextDigest(bytes), .size = bytes.size(), .bytes = bytes};
    absl::StatusOr<bool> there = HasBlob(registry_, client_, blob, patience_, stop_);
    if (!there.ok() || *there) return there.status();
    return UploadBlob(registry_, client_, blob, patience_, nullptr, stop_);
  }

  // The answer, which is a success.
  absl::StatusOr<http::Response> PutManifest(const std::string& reference, const std::string& type,
                                             const std::string& text) {
    http::Request request{.url = Concat("/manifests/", reference), .method = "PUT"};
    request.headers = {{"Content-Type", type}};
    request.body = text;
    absl::StatusOr<http::Response> response = Send(request);
    if (response.ok() && response->status != 201) {
      return UnexpectedAnswer(Concat("the manifest ", reference), *response);
    }
    return response;
  }

  // The index under the fallback tag; an empty list without one.
  absl::StatusOr<json> Fallback(const std::string& image) {
    absl::StatusOr<Manifest> index = Get(TagOf(image));
    if (absl::IsNotFound(index.status())) return json::array();
    if (!index.ok()) return index.status();
    const json parsed = json::parse(index->text, nullptr, false);
    return parsed.is_object() ? parsed.value("manifests", json::array()) : json::array();
  }

  absl::StatusOr<json> Listed(const std::string& image) {
    http::Request request{.url = Concat("/referrers/", image)};
    request.headers = {{"Accept", kIndexType}};
    request.body_limit = kMaxIndex;
    absl::StatusOr<http::Response> response = Send(request);
    if (!response.ok()) return response.status();
    const json parsed = json::parse(response->body, nullptr, false);
    if (response->status == 200 && parsed.is_object() && parsed.contains("manifests")) {
      return parsed["manifests"];
    }
    return Fallback(image);
  }

  absl::StatusOr<std::string> GetBlob(const std::string& digest) {
    http::Request request{.url = Concat("/blobs/", digest)};
    request.body_limit = kMaxContent;
    absl::StatusOr<http::Response> response = Send(request);
    if (!response.ok()) return response.status();
    if (response->status != 200) return UnexpectedAnswer(Concat("to give ", digest), *response);
    if (TextDigest(response->body) != digest) {
      return absl::DataLossError(Concat("the registry gives other bytes for ", digest));
    }
    return std::move(response->body);
  }

 private:
  Registry& registry_;
  http::Client client_;
  const Patience& patience_;
  const std::stop_token stop_;
};

bool Has(const json& entries, const std::string& digest) {
  for (const json& entry : entries) {
    if (TextOf(entry, "digest") == digest) return true;
  }
  return false;
}

// Reads, adds and writes the index until our entry is in it: a registry has no condition for a
// write, so another writer may have replaced it meanwhile.
absl::Status EnterInFallback(Work& work, const std::string& image, const json& entry) {
  for (int round = 0; round < kRounds; ++round) {
    absl::StatusOr<json> entries = work.Fallback(image);
    if (!entries.ok()) return entries.status();
    if (Has(*entries, entry["digest"])) return absl::OkStatus();
    entries->push_back(entry);
    const json index = {{"schemaVersion", 2}, {"mediaType", kIndexType}, {"manifests", *entries}};
    absl::Status put = work.PutManifest(TagOf(image), kIndexType, index.dump()).status();
    if (!put.ok()) return put;
  }
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "OCI-REFERRER-LOST",
                   .what = Concat("the list of artifacts beside ", image, " keeps changing"),
                   .why = "others write it at the same time",
                   .fix = "run the same command again",
                   .retry = v1::RETRY_BACKOFF});
}

// The content, when the manifest is what its entry says.
absl::StatusOr<Referrer> Read(Work& work, const std::string& image, const json& entry,
                              const std::string& type) {
  absl::StatusOr<Manifest> manifest = work.Get(TextOf(entry, "digest"));
  if (!manifest.ok()) return manifest.status();
  const json parsed = json::parse(manifest->text, nullptr, false);
  const json subject = parsed.is_object() ? parsed.value("subject", json()) : json();
  const json layers = parsed.is_object() ? parsed.value("layers", json()) : json();
  if (TextOf(subject, "digest") != image || TextOf(parsed, "artifactType") != type ||
      !layers.is_array() || layers.size() != 1) {
    return absl::DataLossError("not the artifact that the list promises");
  }
  Referrer referrer{.type = type};
  const json annotations = parsed.value("annotations", json::object());
  for (const auto& [name, value] : annotations.items()) {
    if (value.is_string()) referrer.annotations[name] = value.get<std::string>();
  }
  absl::StatusOr<std::string> content = work.GetBlob(TextOf(layers[0], "digest"));
  if (!content.ok()) return content.status();
  referrer.content = *std::move(content);
  return referrer;
}

}  // namespace

absl::StatusOr<std::string> PushReferrer(Registry& registry, const std::string& image,
                                         const Referrer& referrer, const Patience& patience,
                                         std::stop_token stop) {
  Work work(registry, patience, std::move(stop));
  absl::StatusOr<Manifest> subject = work.Get(image);
  if (!subject.ok()) return subject.status();
  const std::string empty = "{}";
  for (const std::string& bytes : {empty, referrer.content}) {
    if (absl::Status put = work.PutBlob(bytes); !put.ok()) return put;
  }
  const json manifest = {{"schemaVersion", 2},
                         {"mediaType", kManifestType},
                         {"artifactType", referrer.type},
                         {"config", DescriptorOf(kEmptyType, empty)},
                         {"layers", {DescriptorOf(referrer.type, referrer.content)}},
                         {"subject", DescriptorOf(subject->media_type, subject->text)},
                         {"annotations", AnnotationsOf(referrer)}};
  const std::string text = manifest.dump();
  const std::string digest = TextDigest(text);
  absl::StatusOr<http::Response> put = work.PutManifest(digest, kManifestType, text);
  if (!put.ok()) return put.status();
  // A registry with the referrers API says that it has seen the subject.
  if (put->Header("oci-subject") == image) return digest;
  json entry = DescriptorOf(kManifestType, text);
  entry["artifactType"] = referrer.type;
  entry["annotations"] = AnnotationsOf(referrer);
  if (absl::Status entered = EnterInFallback(work, image, entry); !entered.ok()) return entered;
  return digest;
}

absl::StatusOr<std::vector<Referrer>> ReadReferrers(Registry& registry, const std::string& image,
                                                    const std::string& type,
                                                    const Patience& patience,
                                                    std::stop_token stop) {
  Work work(registry, patience, std::move(stop));
  absl::StatusOr<json> entries = work.Listed(image);
  if (!entries.ok()) return entries.status();
  std::vector<Referrer> found;
  for (const json& entry : *entries) {
    if (TextOf(entry, "artifactType") != type) continue;
    absl::StatusOr<Referrer> referrer = Read(work, image, entry, type);
    if (referrer.ok()) {
      found.push_back(*std::move(referrer));
    } else if (absl::IsCancelled(referrer.status()) || absl::IsUnavailable(referrer.status())) {
      return referrer.status();
    }
  }
  return found;
}

}  // namespace release::oci
