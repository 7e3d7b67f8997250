#include "tools/localcloud/cloudflare/workers/bindings.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {
namespace {

using nlohmann::json;

const json* Named(const json& bindings, const std::string& name) {
  for (const json& binding : bindings) {
    if (TextAt(binding, "name") == name) return &binding;
  }
  return nullptr;
}

bool IsSecret(const json& binding) {
  const std::string type = TextAt(binding, "type");
  return type == "secret_text" || type == "secret_key";
}

absl::Status CheckBinding(const json& binding, std::set<std::string>& names) {
  const std::string name = TextAt(binding, "name");
  const std::string type = TextAt(binding, "type");
  if (name.empty() || type.empty()) {
    return ApiError(400, 10021, "A binding has no name or no type");
  }
  if (!names.insert(name).second) {
    return ApiError(400, 10021, Concat("Binding name '", name, "' already in use."));
  }
  if ((type == "plain_text" || type == "secret_text") && !ValueAt(binding, "text").is_string()) {
    return ApiError(400, 10021, Concat("Binding '", name, "' has no text"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<json> BindingsOf(const json& metadata, const json& previous, bool strict) {
  json bindings = json::array();
  std::set<std::string> names;
  for (const json& binding : metadata.value("bindings", json::array())) {
    const absl::Status status = CheckBinding(binding, names);
    if (!status.ok()) return status;
    if (TextAt(binding, "type") != "inherit") {
      bindings.push_back(binding);
      continue;
    }
    const std::string name = TextAt(binding, "name");
    const json* old = Named(previous, TextAt(binding, "old_name", name));
    if (old == nullptr && strict) {
      return ApiError(400, 10021,
                      Concat("Binding '", name, "' cannot be inherited: there is none"));
    }
    if (old == nullptr) continue;
    bindings.push_back(*old);
    bindings.back()["name"] = name;
  }
  const json kept = metadata.value("keep_bindings", json::array());
  for (const json& binding : previous) {
    if (std::find(kept.begin(), kept.end(), ValueAt(binding, "type")) == kept.end()) continue;
    if (names.insert(TextAt(binding, "name")).second) bindings.push_back(binding);
  }
  return bindings;
}

json ShownBindings(const json& bindings) {
  json shown = json::array();
  for (const json& binding : bindings) {
    if (IsSecret(binding)) {
      shown.push_back({{"name", binding["name"]}, {"type", binding["type"]}});
    } else {
      shown.push_back(binding);
    }
  }
  return shown;
}

absl::Status ChangeSecret(json& bindings, const std::string& name, const json& secret) {
  const json* old = Named(bindings, name);
  if (old != nullptr && !IsSecret(*old)) {
    return ApiError(400, 10053, Concat("Binding name '", name, "' already in use."));
  }
  json changed = json::array();
  for (const json& binding : bindings) {
    if (TextAt(binding, "name") != name) changed.push_back(binding);
  }
  if (!secret.is_null()) {
    if (!ValueAt(secret, "text").is_string()) {
      return ApiError(400, 10021, Concat("Secret '", name, "' has no text"));
    }
    changed.push_back({{"name", name}, {"type", "secret_text"}, {"text", secret["text"]}});
  }
  bindings = std::move(changed);
  return absl::OkStatus();
}

}  // namespace release::cloud
