#include "tools/localcloud/supabase/logged.h"

#include <set>

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kRedacted[] = "(redacted)";
constexpr size_t kLongest = 64 << 10;  // a longer body is not shown

void Redact(json& value) {
  static const std::set<std::string>& secret =
      *new std::set<std::string>{"password", "access_token", "refresh_token", "token"};
  if (!value.is_object() && !value.is_array()) return;
  for (auto member = value.begin(); member != value.end(); ++member) {
    if (value.is_object() && secret.contains(member.key())) {
      *member = kRedacted;
    } else {
      Redact(*member);
    }
  }
}

}  // namespace

Headers LoggedHeaders(const Headers& headers) {
  Headers logged = headers;
  if (logged.Find("apikey")) logged.Set("apikey", kRedacted);
  return logged;
}

json LoggedJson(const std::string& body) {
  if (body.empty()) return nullptr;
  if (body.size() <= kLongest) {
    // Nested deeper, it is nobody's message.
    json value = json::parse(
        body, [](int depth, json::parse_event_t, json&) { return depth < 32; },
        /*allow_exceptions=*/false);
    if (!value.is_discarded()) {
      Redact(value);
      return value;
    }
  }
  return {{"bytes", body.size()}};
}

}  // namespace release::cloud
