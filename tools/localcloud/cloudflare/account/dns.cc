#include "tools/localcloud/cloudflare/account/dns.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/account/zones.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"

namespace release::cloud {
namespace {

using nlohmann::json;

bool IsAddress(const json& record) {
  const std::string type = TextAt(record, "type");
  return type == "A" || type == "AAAA" || type == "CNAME";
}

bool IsOwned(const json& record) { return ValueAt(record, "meta").contains("read_only"); }

std::string KeyOf(const std::string& zone_id, const json& record) {
  return Concat(zone_id, "/", TextAt(record, "id"));
}

void Store(Call& call, const std::string& zone_id, json& record) {
  record["modified_on"] = call.Timestamp();
  if (!record.contains("created_on")) {
    record["id"] = RandomHex(32);
    record["created_on"] = call.Timestamp();
  }
  call.documents.Put("dns_records", KeyOf(zone_id, record), record);
}

std::vector<json> Records(Call& call, const std::string& zone_id, const std::string& name) {
  auto records = call.documents.List("dns_records", zone_id + "/");
  std::erase_if(
      records, [&](const json& record) { return !name.empty() && TextAt(record, "name") != name; });
  return records;
}

// Takes over what the body sets. Errors in the API's words.
absl::Status Change(Call& call, const json& zone, const json& body, json& record) {
  static const std::vector<std::string>& fields = *new std::vector<std::string>{
      "type", "name", "content", "ttl", "proxied", "comment", "tags", "priority", "data"};
  for (const std::string& field : fields) {
    if (body.contains(field)) record[field] = body[field];
  }
  const std::string domain = TextAt(zone, "name");
  std::string name = TextAt(record, "name");
  if (name == "@" || name.empty()) name = domain;
  if (name != domain && !absl::EndsWith(name, Concat(".", domain))) {
    name = Concat(name, ".", domain);
  }
  record["name"] = name;
  if (TextAt(record, "type").empty()) return ApiError(400, 9004, "Invalid record type");
  if (TextAt(record, "content").empty() && !record.contains("data")) {
    return ApiError(400, 9005, "Content for the record is missing");
  }
  if (!record.contains("ttl")) record["ttl"] = 1;
  record["proxiable"] = IsAddress(record);
  if (IsAddress(record) && !record.contains("proxied")) record["proxied"] = false;
  for (const json& other : Records(call, TextAt(zone, "id"), name)) {
    if (ValueAt(other, "id") == ValueAt(record, "id")) continue;
    const bool same = other["type"] == record["type"] && other["content"] == record["content"];
    if (same) return ApiError(400, 81058, "An identical record already exists.");
    const bool alias = TextAt(other, "type") == "CNAME" || TextAt(record, "type") == "CNAME";
    if (alias && IsAddress(other) && IsAddress(record)) {
      return ApiError(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
    }
  }
  return absl::OkStatus();
}

Answer ListRecords(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto records = Records(call, TextAt(*zone, "id"), call.request.Query("name").value_or(""));
  std::erase_if(records, [&](const json& record) {
    for (const char* key : {"type", "content", "comment"}) {
      const auto wanted = call.request.Query(key);
      if (wanted && *wanted != TextAt(record, key)) return true;
    }
    return false;
  });
  const Page page = PageOf(call.request, records);
  return Success(page.result, page.result_info);
}

absl::StatusOr<json> FindRecord(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  const std::string key = Concat(TextAt(*zone, "id"), "/", call.Param("dns_record_id"));
  if (auto record = call.documents.Get("dns_records", key)) return *record;
  return ApiError(404, 81044, "Record does not exist.");
}

Answer GetRecord(Call& call) {
  auto record = FindRecord(call);
  if (!record.ok()) return record.status();
  return Success(*record);
}

Answer ChangeAndStore(Call& call, json record) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  if (IsOwned(record)) return ApiError(400, 1043, "This record is managed by a product.");
  const absl::Status status = Change(call, *zone, *body, record);
  if (!status.ok()) return status;
  Store(call, TextAt(*zone, "id"), record);
  return Success(record);
}

Answer PostRecord(Call& call) { return ChangeAndStore(call, json::object()); }

Answer PatchRecord(Call& call) {
  auto record = FindRecord(call);
  if (!record.ok()) return record.status();
  return ChangeAndStore(call, *std::move(record));
}

Answer PutRecord(Call& call) {
  auto record = FindRecord(call);
  if (!record.ok()) return record.status();
  json kept = {{"id", (*record)["id"]}, {"created_on", (*record)["created_on"]}};
  if (record->contains("meta")) kept["meta"] = (*record)["meta"];
  return ChangeAndStore(call, std::move(kept));
}

Answer DeleteRecord(Call& call) {
  auto record = FindRecord(call);
  if (!record.ok()) return record.status();
  if (IsOwned(*record)) return ApiError(400, 1043, "This record is managed by a product.");
  call.documents.Erase("dns_records", KeyOf(call.Param("zone_id"), *record));
  return Success({{"id", (*record)["id"]}});
}

}  // namespace

bool HasForeignRecord(Call& call, const std::string& zone_id, const std::string& name) {
  const auto records = Records(call, zone_id, name);
  return std::any_of(records.begin(), records.end(),
                     [](const json& record) { return IsAddress(record) && !IsOwned(record); });
}

void ReplaceRecords(Call& call, const std::string& zone_id, const std::string& name, json record,
                    const std::string& source) {
  for (const json& old : Records(call, zone_id, name)) {
    if (IsAddress(old)) call.documents.Erase("dns_records", KeyOf(zone_id, old));
  }
  record["name"] = name;
  record["ttl"] = 1;
  record["proxiable"] = true;
  record["meta"] = {{"read_only", true}, {"source", source}};
  Store(call, zone_id, record);
}

void EraseRecords(Call& call, const std::string& zone_id, const std::string& name) {
  for (const json& old : Records(call, zone_id, name)) {
    if (IsOwned(old)) call.documents.Erase("dns_records", KeyOf(zone_id, old));
  }
}

void AddDns(Endpoints& endpoints) {
  const std::string base = "/zones/{zone_id}/dns_records";
  const std::string one = base + "/{dns_record_id}";
  endpoints.Add("GET", base, ListRecords);
  endpoints.Add("POST", base, PostRecord);
  endpoints.Add("GET", one, GetRecord);
  endpoints.Add("PATCH", one, PatchRecord);
  endpoints.Add("PUT", one, PutRecord);
  endpoints.Add("DELETE", one, DeleteRecord);
}

}  // namespace release::cloud
