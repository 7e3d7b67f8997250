#include "tools/localcloud/vendors/shown.h"

#include <cstdint>

#include "tools/base/text.h"

namespace release::cloud {
namespace {

DeployedStatus Shown(const ServedStatus& served) {
  DeployedStatus shown{.kind = served.kind,
                       .name = served.name,
                       .hosts = served.hosts,
                       .version = served.version,
                       .since = served.version.empty() ? "" : ForPeople(served.since),
                       .condition = Condition::kGood,
                       .note = ""};
  if (!served.error.empty()) {
    shown.condition = Condition::kBad;
    shown.note = served.error;
    for (const std::string& line : served.evidence) shown.note += Concat("\n", line);
  } else if (!served.starting.empty()) {
    shown.condition = Condition::kWorking;
    shown.note = Concat("starting ", served.starting);
  } else if (served.pid != 0) {
    shown.note = Concat("pid ", served.pid, ", ", served.memory_bytes >> 20, " MiB");
  }
  return shown;
}

Condition Shown(ContainerHealth health) {
  switch (health) {
    case ContainerHealth::kPending:
      return Condition::kWorking;
    case ContainerHealth::kHealthy:
      return Condition::kGood;
    case ContainerHealth::kUnhealthy:
      break;
  }
  return Condition::kBad;
}

// "1 running" and what came of others.
std::string InstancesOf(const VersionId& version, const std::vector<InstanceStatus>& all) {
  int running = 0;
  uint64_t memory = 0;
  std::string last;
  for (const InstanceStatus& instance : all) {
    if (instance.application.empty() || instance.version != version) continue;
    if (instance.state == InstanceState::kRunning) {
      ++running;
      memory += instance.memory_bytes;
    }
    if (instance.state == InstanceState::kEnded) {
      last = instance.out_of_memory
                 ? Concat(", one was killed: out of memory, of which a ", instance.type.name,
                          " has ", instance.type.memory_bytes >> 20, " MiB")
                 : Concat(", one ended with exit code ", instance.exit_code);
    }
  }
  const std::string use = running == 0 ? "" : Concat(", ", memory >> 20, " MiB");
  return Concat(running, " running", use, last);
}

}  // namespace

std::string ForPeople(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, absl::LocalTimeZone());
}

void AddEdge(const std::vector<ServedStatus>& served, CloudStatus& status) {
  for (const ServedStatus& it : served) status.deployed.push_back(Shown(it));
}

void AddEngine(const ContainerEngineStatus& engine, CloudStatus& status) {
  for (const VersionStatus& version : engine.versions) {
    std::string note = InstancesOf(version.id, engine.instances);
    if (!version.reason.empty()) note += Concat("; ", version.reason);
    status.deployed.push_back(
        {.kind = "container",
         .name = Concat(version.application, " version ", version.id.version,
                        version.current ? "" : " (not current)"),
         .hosts = {},
         .version = version.digest.empty() ? version.reference : version.digest,
         .since = "",
         .condition = Shown(version.health),
         .note = std::move(note)});
  }
}

}  // namespace release::cloud
