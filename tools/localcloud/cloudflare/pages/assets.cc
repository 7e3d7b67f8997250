#include "tools/localcloud/cloudflare/pages/assets.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/escaping.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/pages/upload_token.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr size_t kMaxAsset = size_t{25} << 20;

bool IsHash(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

absl::Status Invalid(const std::string& why) { return ApiError(400, 8000000, why); }

absl::StatusOr<json> HashesIn(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  json hashes = ValueAt(*body, "hashes");
  if (!hashes.is_array()) return Invalid("`hashes` is not a list");
  for (const json& hash : hashes) {
    if (!hash.is_string() || !IsHash(hash)) return Invalid("A hash is not 32 hex digits");
  }
  return hashes;
}

Answer CheckMissing(Call& call) {
  auto hashes = HashesIn(call);
  if (!hashes.ok()) return hashes.status();
  const std::string account = UploadAccount(call);
  json missing = json::array();
  for (const json& hash : *hashes) {
    if (!FindAsset(call, account, hash)) missing.push_back(hash);
  }
  return Success(missing);
}

absl::Status StoreAsset(Call& call, const std::string& account, const json& asset) {
  const std::string hash = TextAt(asset, "key");
  if (!IsHash(hash)) return Invalid("An asset's key is not 32 hex digits");
  std::string bytes = TextAt(asset, "value");
  if (ValueAt(asset, "base64") == true) {
    std::string decoded;
    if (!absl::Base64Unescape(bytes, &decoded)) return Invalid("An asset is not base64");
    bytes = decoded;
  }
  if (bytes.size() > kMaxAsset) return ApiError(400, 8000030, "An asset is larger than 25 MiB");
  auto digest = call.blobs.Put(bytes);
  if (!digest.ok()) return digest.status();
  call.documents.Put("pages.assets", Concat(account, "/", hash),
                     {{"sha256", digest->hex()},
                      {"size", bytes.size()},
                      {"content_type", TextAt(ValueAt(asset, "metadata"), "contentType")}});
  return absl::OkStatus();
}

Answer Upload(Call& call) {
  auto assets = call.JsonBody();
  if (!assets.ok()) return assets.status();
  if (!assets->is_array()) return Invalid("The body is not a list of assets");
  const std::string account = UploadAccount(call);
  const bool partial = call.Faulty(FaultKind::kPartialUpload);
  const size_t kept = partial ? assets->size() / 2 : assets->size();
  for (size_t i = 0; i < kept; ++i) {
    const absl::Status status = StoreAsset(call, account, (*assets)[i]);
    if (!status.ok()) return status;
  }
  if (partial) {
    call.keep_on_failure = true;
    return ApiError(call.fault->status, call.fault->code, call.fault->message);
  }
  return Success(nullptr);
}

Answer UpsertHashes(Call& call) {
  auto hashes = HashesIn(call);
  if (!hashes.ok()) return hashes.status();
  return Success(nullptr);
}

}  // namespace

std::optional<json> FindAsset(Call& call, const std::string& account, const std::string& hash) {
  return call.documents.Get("pages.assets", Concat(account, "/", hash));
}

bool IsAssetPath(std::string_view path) {
  if (!path.starts_with('/') || path.size() < 2 || path.size() > 2000 || path.ends_with('/')) {
    return false;
  }
  const std::string framed = Concat(path, "/");
  for (const char* bad : {"//", "/./", "/../", "\\"}) {
    if (framed.find(bad) != std::string::npos) return false;
  }
  return std::all_of(path.begin(), path.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 127; });
}

void AddPagesAssets(Endpoints& endpoints) {
  endpoints.Add("POST", "/pages/assets/check-missing", CheckMissing, Credential::kPagesUpload);
  endpoints.Add("POST", "/pages/assets/upload", Upload, Credential::kPagesUpload);
  endpoints.Add("POST", "/pages/assets/upsert-hashes", UpsertHashes, Credential::kPagesUpload);
}

}  // namespace release::cloud
