#include "tools/localcloud/cloudflare/redaction.h"

#include <cstddef>
#include <set>
#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/call.h"
#include "tools/localcloud/http/multipart.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kRedacted[] = "(redacted)";
constexpr size_t kLongest = 2000;

// Members that are secret wherever they stand. `text` and `value` are so in an object of a secret
// type, and where no type says that they are not.
bool IsSecretKey(const std::string& key, const json& object) {
  static const std::set<std::string>& always =
      *new std::set<std::string>{"password", "jwt", "token", "key_base64", "key_jwk"};
  if (always.contains(key)) return true;
  if (key != "text" && key != "value") return false;
  return TextAt(object, "type") != "plain_text";
}

json Redacted(const json& value) {
  if (value.is_array()) {
    json list = json::array();
    for (const json& entry : value) list.push_back(Redacted(entry));
    return list;
  }
  if (value.is_object()) {
    json object = json::object();
    for (const auto& [key, member] : value.items()) {
      object[key] =
          IsSecretKey(key, value) && member.is_string() ? json(kRedacted) : Redacted(member);
    }
    return object;
  }
  if (value.is_string() && value.get_ref<const std::string&>().size() > kLongest) {
    const auto& text = value.get_ref<const std::string&>();
    return Concat("(", text.size(), " bytes)");
  }
  return value;
}

json OfParts(std::string_view content_type, std::string_view body) {
  const auto boundary = BoundaryOf(content_type);
  if (!boundary) return nullptr;
  auto parts = ParseMultipart(body, *boundary);
  if (!parts.ok()) return nullptr;
  json list = json::array();
  for (const Part& part : *parts) {
    json shown = {{"name", part.name}, {"size", part.content.size()}};
    if (part.filename) shown["filename"] = *part.filename;
    if (!part.content_type.empty()) shown["content_type"] = part.content_type;
    if (const json value = ParsedOrNull(part.content); !value.is_null()) {
      shown["json"] = Redacted(value);
    }
    list.push_back(shown);
  }
  return {{"parts", list}};
}

}  // namespace

json LoggedBody(std::string_view content_type, std::string_view body) {
  if (body.empty()) return nullptr;
  if (const json value = ParsedOrNull(body); !value.is_null()) return Redacted(value);
  if (const json parts = OfParts(content_type, body); !parts.is_null()) return parts;
  return {{"bytes", body.size()}};
}

}  // namespace release::cloud
