#include "tools/localcloud/cloudflare/workers/upload.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"

namespace release::cloud {
namespace {

using nlohmann::json;

absl::Status Invalid(const std::string& why) { return ApiError(400, 10021, why); }

// What the API itself refuses to begin with; what a script does when it starts is workerd's to say.
absl::Status CheckMetadata(const json& metadata, const std::set<std::string>& names) {
  const std::string main = TextAt(metadata, "main_module", TextAt(metadata, "body_part"));
  if (main.empty()) return Invalid("Uncaught TypeError: metadata names no main_module");
  if (!names.contains(main)) {
    return Invalid(Concat("No such module: \"", main, "\", which main_module names"));
  }
  for (const char* key : {"bindings", "compatibility_flags", "keep_bindings", "tags"}) {
    const json value = ValueAt(metadata, key);
    if (!value.is_null() && !value.is_array()) return Invalid(Concat(key, " is not a list"));
    for (const json& entry : value) {
      if (key != std::string_view("bindings") && !entry.is_string()) {
        return Invalid(Concat(key, " is not a list of strings"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool IsModuleName(std::string_view name) {
  if (name.empty() || name.size() > 512 || name.front() == '/') return false;
  if (!std::all_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) >= ' ' && c != '\\' && c != 127;
      })) {
    return false;
  }
  const std::string framed = Concat("/", name, "/");
  return framed.find("/../") == std::string::npos && framed.find("//") == std::string::npos;
}

absl::StatusOr<ScriptUpload> ReadUpload(Call& call, const std::vector<Part>& parts,
                                        json otherwise) {
  ScriptUpload upload;
  const Part* metadata = FindPart(parts, "metadata");
  if (metadata == nullptr && otherwise.is_null()) {
    return Invalid("The multipart body has no part \"metadata\"");
  }
  upload.metadata = metadata == nullptr ? std::move(otherwise) : ParsedOrNull(metadata->content);
  if (!upload.metadata.is_object()) return Invalid("The part \"metadata\" is not a JSON object");

  std::set<std::string> names;
  Sha256 all;
  for (const Part& part : parts) {
    if (&part == metadata) continue;
    if (!IsModuleName(part.name)) return Invalid("A module has a name that is no relative path");
    if (!names.insert(part.name).second) {
      return Invalid(Concat("Two modules are named \"", part.name, "\""));
    }
    auto digest = call.blobs.Put(part.content);
    if (!digest.ok()) return digest.status();
    all.Update(digest->bytes());
    upload.modules.push_back({{"name", part.name},
                              {"content_type", part.content_type},
                              {"sha256", digest->hex()},
                              {"size", part.content.size()}});
  }
  const absl::Status status = CheckMetadata(upload.metadata, names);
  if (!status.ok()) return status;
  upload.etag = all.Finish().hex();
  return upload;
}

}  // namespace release::cloud
