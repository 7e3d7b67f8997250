#include "tools/localcloud/edge/worker_config.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/edge/capnp_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// The image that workerd asks the engine for beside each container; the engine stands in for it.
constexpr char kEgressImage[] = "localcloud-egress";

std::string TextIn(const json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return "";
  return object[key].get<std::string>();
}

struct Bindings {
  std::vector<std::string> entries;
  std::vector<std::string> classes;
};

std::string ApplicationOf(const DeployedWorker& worker, const std::string& class_name) {
  for (const json& container : worker.containers) {
    if (TextIn(container, "class_name") == class_name) return TextIn(container, "name");
  }
  return "";
}

std::string ClassEntry(const DeployedWorker& worker, const json& binding) {
  const std::string class_name = TextIn(binding, "class_name");
  const std::string application = ApplicationOf(worker, class_name);
  const std::string container =
      application.empty() ? "" : Concat(", container = (imageName = ", CapnpText(application), ")");
  return Concat("(className = ", CapnpText(class_name),
                ", uniqueKey = ", CapnpText(TextIn(binding, "namespace_id")), ", enableSql = true",
                container, ")");
}

absl::Status Refused(const DeployedWorker& worker, const json& binding, const std::string& why) {
  return Diagnose(absl::StatusCode::kUnimplemented,
                  {.code = "EDGE-BINDING",
                   .what = Concat("Worker ", worker.name, " is not served: binding ",
                                  TextIn(binding, "name"), " of type ", TextIn(binding, "type")),
                   .why = why,
                   .fix = "rehearse without the binding"});
}

absl::Status AddBinding(const DeployedWorker& worker, const json& binding, Bindings& bindings) {
  const std::string type = TextIn(binding, "type");
  const std::string name = TextIn(binding, "name");
  if (type == "plain_text" || type == "secret_text") {
    bindings.entries.push_back(TextBinding(name, TextIn(binding, "text")));
  } else if (type == "json") {
    bindings.entries.push_back(
        JsonBinding(name, binding.contains("json") ? binding["json"].dump() : "null"));
  } else if (type == "durable_object_namespace") {
    const std::string script = TextIn(binding, "script_name");
    if (!script.empty() && script != worker.name) {
      return Refused(worker, binding, "its class belongs to another Worker");
    }
    const std::string class_name = TextIn(binding, "class_name");
    bindings.entries.push_back(Concat("(name = ", CapnpText(name),
                                      ", durableObjectNamespace = ", CapnpText(class_name), ")"));
    const std::string entry = ClassEntry(worker, binding);
    for (const std::string& known : bindings.classes) {
      if (known == entry) return absl::OkStatus();
    }
    bindings.classes.push_back(entry);
  } else {
    return Refused(worker, binding, "the local cloud has nothing behind bindings of this type");
  }
  return absl::OkStatus();
}

std::string DurableObjectFields(const Bindings& bindings, const WorkerSettings& settings) {
  if (bindings.classes.empty()) return "";
  std::string fields = Concat(", durableObjectNamespaces = ", CapnpList(bindings.classes),
                              ", durableObjectStorage = (localDisk = \"storage\")");
  if (!settings.engine_socket.empty()) {
    AppendTo(fields, ", containerEngine = (localDocker = (socketPath = ",
             CapnpText("unix:" + settings.engine_socket),
             ", containerEgressInterceptorImage = ", CapnpText(kEgressImage), "))");
  }
  return fields;
}

absl::StatusOr<std::string> Config(const DeployedWorker& worker, const WorkerSettings& settings,
                                   const OutboundSettings& outbound) {
  Bindings bindings;
  for (const json& binding : worker.bindings) {
    const absl::Status status = AddBinding(worker, binding, bindings);
    if (!status.ok()) return status;
  }
  auto modules = ModulesField(worker.modules, worker.main_module);
  if (!modules.ok()) return modules.status();
  const std::string fields = Concat(
      *modules, ", ", CompatibilityFields(worker.compatibility_date, worker.compatibility_flags),
      ", bindings = ", CapnpList(bindings.entries), DurableObjectFields(bindings, settings));
  std::vector<std::string> services = {WorkerService("main", fields)};
  if (!bindings.classes.empty()) {
    services.push_back(Concat("(name = \"storage\", disk = (writable = true, path = ",
                              CapnpText(settings.durable_objects), "))"));
  }
  return RuntimeConfig("main", std::move(services), outbound);
}

}  // namespace

Plan WorkerPlan(const DeployedWorker& worker, const WorkerSettings& settings,
                OutboundSettings outbound) {
  Plan plan;
  plan.kind = "Worker";
  plan.name = worker.name;
  plan.label = worker.name;
  plan.version = worker.version_id;
  plan.hosts = worker.hostnames;
  plan.containers = !worker.containers.empty();
  for (const json& binding : worker.bindings) AddHostsIn(TextIn(binding, "text"), outbound.hosts);
  auto config = Config(worker, settings, outbound);
  if (config.ok()) {
    plan.config = *std::move(config);
  } else {
    const v1::Diagnosis diagnosis = DiagnosisOf(config.status());
    plan.refused = Concat(diagnosis.what(), ": ", diagnosis.why());
    plan.config = RefusalConfig(plan.refused);
  }
  return plan;
}

}  // namespace release::cloud
