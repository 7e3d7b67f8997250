#include "tools/localcloud/cloudflare/containers/applications.h"

#include <regex>
#include <string>

#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/containers/application_store.h"
#include "tools/localcloud/cloudflare/containers/rollout_progress.h"
#include "tools/localcloud/cloudflare/ids.h"

namespace release::cloud {
namespace {

using nlohmann::json;

absl::Status Invalid(const std::string& field, const json& value) {
  return ContainersError(400, "VALIDATE_INPUT", {{field, value}});
}

// HOST[:PORT]/PATH, then :TAG or @sha256:DIGEST or both.
absl::Status CheckImage(const json& configuration) {
  static const std::regex& pattern = *new std::regex(
      "[a-zA-Z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
      "(@sha256:[0-9a-f]{64})?");
  const std::string image = TextAt(configuration, "image");
  const bool pinned = image.rfind(':') != std::string::npos && image.rfind(':') > image.rfind('/');
  if (image.size() > 1000 || !std::regex_match(image, pinned ? pattern : std::regex("(?!)"))) {
    return Invalid("image", image);
  }
  return absl::OkStatus();
}

// The namespace must be one of a class of the account that has no application yet.
absl::Status CheckNamespace(Call& call, const json& body) {
  const std::string id = TextAt(ValueAt(body, "durable_objects"), "namespace_id");
  if (id.empty()) return absl::OkStatus();
  if (!call.documents.Get("workers.namespaces", call.Key(id))) {
    return ContainersError(400, "DURABLE_OBJECT_NOT_CONTAINER_ENABLED", {{"namespace_id", id}});
  }
  for (const json& other : Applications(call)) {
    if (TextAt(ValueAt(other, "durable_objects"), "namespace_id") == id) {
      return ContainersError(400, "DURABLE_OBJECT_ALREADY_HAS_APPLICATION",
                             {{"name", other["name"]}, {"id", other["id"]}});
    }
  }
  return absl::OkStatus();
}

Answer ListApplications(Call& call) {
  json shown = json::array();
  const auto name = call.request.Query("name");
  for (const json& application : Applications(call)) {
    if (!name || *name == TextAt(application, "name")) {
      shown.push_back(ShownApplication(call, application));
    }
  }
  return Success(shown);
}

Answer PostApplication(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string name = TextAt(*body, "name");
  if (name.empty()) return Invalid("name", name);
  absl::Status status = CheckImage(ValueAt(*body, "configuration"));
  if (status.ok()) status = CheckNamespace(call, *body);
  if (!status.ok()) return status;
  for (const json& other : Applications(call)) {
    if (TextAt(other, "name") == name) {
      return ContainersError(409, "APPLICATION_ALREADY_EXISTS", {{"name", name}});
    }
  }
  json application = *body;
  application["id"] = RandomUuid();
  application["account_id"] = call.account();
  application["version"] = 1;
  application["created_at"] = call.Timestamp();
  application["updated_at"] = call.Timestamp();
  application["active_rollout_id"] = nullptr;
  application["serving_configuration"] = application["configuration"];
  application["serving_since_ms"] = absl::ToUnixMillis(call.now);
  application["unhealthy"] = call.Faulty(FaultKind::kUnhealthyRollout);
  StoreApplication(call, application);
  call.events.push_back(
      [made = Described(application, 1, application["configuration"])](DeployListener& listener) {
        listener.OnContainerRolloutStarted(made);
        listener.OnContainerRolledOut(made);
      });
  return Success(ShownApplication(call, application));
}

Answer GetApplication(Call& call) {
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  return Success(ShownApplication(call, *application));
}

// The configuration of a PATCH is shown at once, but instances change with the rollout only.
Answer PatchApplication(Call& call) {
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  if (body->contains("configuration")) {
    const absl::Status status = CheckImage((*body)["configuration"]);
    if (!status.ok()) return status;
  }
  for (const char* key : {"configuration", "instances", "max_instances", "constraints",
                          "scheduling_policy", "rollout_active_grace_period", "observability"}) {
    if (body->contains(key)) (*application)[key] = (*body)[key];
  }
  (*application)["updated_at"] = call.Timestamp();
  StoreApplication(call, *application);
  return Success(ShownApplication(call, *application));
}

Answer DeleteApplication(Call& call) {
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  call.documents.Erase("containers.applications", call.Key(TextAt(*application, "id")));
  for (const json& rollout : RolloutsOf(call, *application)) {
    call.documents.Erase("containers.rollouts",
                         call.Key(TextAt(*application, "id") + "/" + TextAt(rollout, "id")));
  }
  call.events.push_back(
      [account = call.account(), id = TextAt(*application, "id")](DeployListener& listener) {
        listener.OnContainerRemoved(account, id);
      });
  return Success(nullptr);
}

}  // namespace

void TellContainers(Call& call) {
  for (const json& application : call.documents.List("containers.applications", call.Key(""))) {
    call.events.push_back([now = Described(application, application["version"].get<int>(),
                                           application["serving_configuration"])](
                              DeployListener& listener) { listener.OnContainerRolledOut(now); });
    for (const json& rollout : RolloutsOf(call, application)) {
      if (!IsUnfinished(rollout)) continue;
      call.events.push_back(
          [next = Described(application, rollout["target_version"].get<int>(),
                            rollout["target_configuration"])](DeployListener& listener) {
            listener.OnContainerRolloutStarted(next);
          });
    }
  }
}

void AddApplications(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/containers/applications";
  const std::string one = base + "/{application_id}";
  endpoints.Add("GET", base, ListApplications);
  endpoints.Add("POST", base, PostApplication);
  endpoints.Add("GET", one, GetApplication);
  endpoints.Add("PATCH", one, PatchApplication);
  endpoints.Add("DELETE", one, DeleteApplication);
  endpoints.Add("GET", "/accounts/{account_id}/containers/dash/applications", ListApplications);
  AddRollouts(endpoints);
}

}  // namespace release::cloud
