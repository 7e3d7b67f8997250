#include "tools/localcloud/cloudflare/workers/durable_objects.h"

#include <optional>
#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::optional<json> NamespaceOf(Call& call, const std::string& script, const std::string& name) {
  for (const json& entry : call.documents.List("workers.namespaces", call.Key(""))) {
    if (TextAt(entry, "script") == script && TextAt(entry, "class") == name) return entry;
  }
  return std::nullopt;
}

void StoreNamespace(Call& call, const json& entry) {
  call.documents.Put("workers.namespaces", call.Key(TextAt(entry, "id")), entry);
}

absl::Status MakeClass(Call& call, const std::string& script, const std::string& name,
                       bool sqlite) {
  if (NamespaceOf(call, script, name)) {
    return ApiError(400, 10074,
                    Concat("Cannot apply new-class migration to class '", name,
                           "' that is already depended on by existing Durable Objects."));
  }
  StoreNamespace(call, {{"id", RandomHex(32)},
                        {"name", Concat(script, "_", name)},
                        {"script", script},
                        {"class", name},
                        {"use_sqlite", sqlite}});
  return absl::OkStatus();
}

absl::Status NoSuchClass(const std::string& name) {
  return ApiError(400, 10064, Concat("Migration names class '", name, "', which does not exist."));
}

absl::Status ApplyStep(Call& call, const std::string& script, const json& step) {
  for (const char* kind : {"new_classes", "new_sqlite_classes"}) {
    for (const json& name : step.value(kind, json::array())) {
      const absl::Status status = MakeClass(call, script, name.is_string() ? name : "",
                                            kind == std::string_view("new_sqlite_classes"));
      if (!status.ok()) return status;
    }
  }
  for (const json& renamed : step.value("renamed_classes", json::array())) {
    auto entry = NamespaceOf(call, script, TextAt(renamed, "from"));
    if (!entry) return NoSuchClass(TextAt(renamed, "from"));
    (*entry)["class"] = TextAt(renamed, "to");
    StoreNamespace(call, *entry);
  }
  for (const json& name : step.value("deleted_classes", json::array())) {
    auto entry = NamespaceOf(call, script, name.is_string() ? name : "");
    if (!entry) return NoSuchClass(name.dump());
    call.documents.Erase("workers.namespaces", call.Key(TextAt(*entry, "id")));
  }
  if (!step.value("transferred_classes", json::array()).empty()) {
    return ApiError(501, 10501, "transferred_classes is not emulated");
  }
  return absl::OkStatus();
}

Answer ListNamespaces(Call& call) {
  const Page page = PageOf(call.request, call.documents.List("workers.namespaces", call.Key("")));
  return Success(page.result, page.result_info);
}

}  // namespace

absl::Status ApplyMigrations(Call& call, json& script, const json& migrations) {
  if (!migrations.is_object()) return absl::OkStatus();
  if (ValueAt(migrations, "old_tag") != script["migration_tag"]) {
    return ApiError(412, 10079,
                    Concat("Migration tag precondition failed; current tag is ",
                           script["migration_tag"].dump()));
  }
  const std::string name = TextAt(script, "name");
  json steps = migrations.value("steps", json::array());
  if (!migrations.contains("steps")) steps.push_back(migrations);
  for (const json& step : steps) {
    if (!step.is_object()) return ApiError(400, 10021, "A migration step is not an object");
    const absl::Status status = ApplyStep(call, name, step);
    if (!status.ok()) return status;
  }
  script["migration_tag"] = ValueAt(migrations, "new_tag");
  return absl::OkStatus();
}

absl::Status ResolveClasses(Call& call, const json& script, json& bindings) {
  for (json& binding : bindings) {
    if (TextAt(binding, "type") != "durable_object_namespace") continue;
    const std::string name = TextAt(binding, "class_name");
    const auto entry =
        NamespaceOf(call, TextAt(binding, "script_name", TextAt(script, "name")), name);
    if (!entry) {
      return ApiError(400, 10061,
                      Concat("Cannot create binding for class '", name,
                             "' because it is not currently configured to implement Durable "
                             "Objects. Did you forget to apply a migration?"));
    }
    binding["namespace_id"] = (*entry)["id"];
  }
  return absl::OkStatus();
}

void ForgetClasses(Call& call, const json& script) {
  for (const json& entry : call.documents.List("workers.namespaces", call.Key(""))) {
    if (entry["script"] == script["name"]) {
      call.documents.Erase("workers.namespaces", call.Key(TextAt(entry, "id")));
    }
  }
}

void AddDurableObjects(Endpoints& endpoints) {
  endpoints.Add("GET", "/accounts/{account_id}/workers/durable_objects/namespaces", ListNamespaces);
}

}  // namespace release::cloud
