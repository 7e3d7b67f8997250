#include "tools/localcloud/cloudflare/account/r2.h"

#include <regex>
#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"

namespace release::cloud {
namespace {

using nlohmann::json;

json Shown(const json& bucket) {
  json shown = bucket;
  shown.erase("custom_domains");
  return shown;
}

Answer ListBuckets(Call& call) {
  json buckets = json::array();
  const std::string part = call.request.Query("name_contains").value_or("");
  for (const json& bucket : call.documents.List("r2.buckets", call.Key(""))) {
    if (TextAt(bucket, "name").find(part) != std::string::npos) buckets.push_back(Shown(bucket));
  }
  return Success({{"buckets", buckets}});
}

Answer PostBucket(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  static const std::regex& pattern = *new std::regex("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  const std::string name = TextAt(*body, "name");
  if (!std::regex_match(name, pattern)) {
    return ApiError(400, 10005, "The specified bucket name is not valid.");
  }
  if (call.documents.Get("r2.buckets", call.Key(name))) {
    return ApiError(409, 10004, "The bucket you tried to create already exists, and you own it.");
  }
  json bucket = {{"name", name},
                 {"creation_date", call.Timestamp()},
                 {"location", TextAt(*body, "locationHint", "weur")},
                 {"storage_class", TextAt(*body, "storageClass", "Standard")}};
  if (const auto place = call.request.headers.Find("cf-r2-jurisdiction")) {
    bucket["jurisdiction"] = *place;
  }
  call.documents.Put("r2.buckets", call.Key(name), bucket);
  return Success(bucket);
}

absl::StatusOr<json> FindBucket(Call& call) {
  auto bucket = call.documents.Get("r2.buckets", call.Key(call.Param("bucket_name")));
  if (!bucket) return ApiError(404, 10006, "The specified bucket does not exist.");
  return *bucket;
}

Answer GetBucket(Call& call) {
  auto bucket = FindBucket(call);
  if (!bucket.ok()) return bucket.status();
  return Success(Shown(*bucket));
}

Answer DeleteBucket(Call& call) {
  auto bucket = FindBucket(call);
  if (!bucket.ok()) return bucket.status();
  call.documents.Erase("r2.buckets", call.Key(TextAt(*bucket, "name")));
  return Success(json::object());
}

Answer ListBucketDomains(Call& call) {
  auto bucket = FindBucket(call);
  if (!bucket.ok()) return bucket.status();
  return Success({{"domains", bucket->value("custom_domains", json::array())}});
}

Answer PostBucketDomain(Call& call) {
  auto bucket = FindBucket(call);
  if (!bucket.ok()) return bucket.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const json domain = {{"domain", TextAt(*body, "domain")},
                       {"zoneId", TextAt(*body, "zoneId")},
                       {"enabled", body->value("enabled", true)},
                       {"minTLS", TextAt(*body, "minTLS", "1.0")},
                       {"status", {{"ownership", "active"}, {"ssl", "active"}}}};
  (*bucket)["custom_domains"].push_back(domain);
  call.documents.Put("r2.buckets", call.Key(TextAt(*bucket, "name")), *bucket);
  return Success(domain);
}

}  // namespace

void AddR2(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/r2/buckets";
  const std::string one = base + "/{bucket_name}";
  endpoints.Add("GET", base, ListBuckets);
  endpoints.Add("POST", base, PostBucket);
  endpoints.Add("GET", one, GetBucket);
  endpoints.Add("DELETE", one, DeleteBucket);
  endpoints.Add("GET", one + "/domains/custom", ListBucketDomains);
  endpoints.Add("POST", one + "/domains/custom", PostBucketDomain);
}

}  // namespace release::cloud
