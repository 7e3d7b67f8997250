#include "tools/localcloud/cloudflare/workers/secrets.h"

#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/workers/bindings.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// The latest version of the script in the path, which is the one that serves.
struct Editable {
  json script;
  json version;
};

absl::StatusOr<Editable> FindEditable(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  if (!LatestIsDeployed(*script)) {
    return ApiError(400, 10215,
                    "Secret edit failed. You attempted to modify a secret, but the latest version "
                    "of your Worker isn't currently deployed.");
  }
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  return Editable{*script, *version};
}

json Secrets(const json& bindings) {
  json secrets = json::array();
  for (const json& binding : ShownBindings(bindings)) {
    if (TextAt(binding, "type").starts_with("secret_")) secrets.push_back(binding);
  }
  return secrets;
}

Answer ListSecrets(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  return Success(Secrets((*version)["bindings"]));
}

Answer PutSecret(Call& call) {
  auto edited = FindEditable(call);
  if (!edited.ok()) return edited.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string name = TextAt(*body, "name");
  if (name.empty()) return ApiError(400, 10021, "The secret has no name");
  const absl::Status status = ChangeSecret(edited->version["bindings"], name, *body);
  if (!status.ok()) return status;
  DeployEdited(call, edited->script, edited->version, "secret");
  return Success({{"name", name}, {"type", "secret_text"}});
}

Answer DeleteSecret(Call& call) {
  auto edited = FindEditable(call);
  if (!edited.ok()) return edited.status();
  const std::string name = call.Param("secret_name");
  const json before = edited->version["bindings"];
  const absl::Status status = ChangeSecret(edited->version["bindings"], name, nullptr);
  if (!status.ok()) return status;
  if (edited->version["bindings"] == before) {
    return ApiError(404, 10056, Concat("Binding '", name, "' not found."));
  }
  DeployEdited(call, edited->script, edited->version, "secret");
  return Success(nullptr);
}

// A merge patch: null removes, what is not named stays.
Answer PatchSecrets(Call& call) {
  auto edited = FindEditable(call);
  if (!edited.ok()) return edited.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const json secrets = ValueAt(*body, "secrets");
  if (!secrets.is_object()) return ApiError(400, 10021, "`secrets` is not an object");
  for (const auto& [name, secret] : secrets.items()) {
    const absl::Status status = ChangeSecret(edited->version["bindings"], name, secret);
    if (!status.ok()) return status;
  }
  DeployEdited(call, edited->script, edited->version, "secret");
  return Success(Secrets(edited->version["bindings"]));
}

}  // namespace

void AddSecrets(Endpoints& endpoints) {
  const std::string script = "/accounts/{account_id}/workers/scripts/{script_name}";
  endpoints.Add("GET", script + "/secrets", ListSecrets);
  endpoints.Add("PUT", script + "/secrets", PutSecret);
  endpoints.Add("DELETE", script + "/secrets/{secret_name}", DeleteSecret);
  endpoints.Add("PATCH", script + "/secrets-bulk", PatchSecrets);
}

}  // namespace release::cloud
