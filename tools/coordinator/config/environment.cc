#include "tools/coordinator/config/environment.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"
#include "tools/coordinator/config/environment_check.h"
#include "tools/coordinator/config/environment_schema.h"
#include "tools/coordinator/config/inheritance.h"
#include "tools/coordinator/config/interpolation.h"
#include "tools/coordinator/config/local_world.h"
#include "tools/coordinator/config/toml_reader.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

constexpr std::size_t kLargestFile = 1 << 20;

// The strings of one of the environment's tables. Anything that is no string was told already.
Texts TextsOf(const ConfigNode& environment, std::string_view table) {
  Texts texts;
  const ConfigNode* node = environment.Find(table);
  if (node == nullptr || node->table() == nullptr) return texts;
  for (const ConfigEntry& entry : *node->table()) {
    texts[entry.key] = entry.value.text() == nullptr ? std::string() : *entry.value.text();
  }
  return texts;
}

// Finds the table at `name`, making it where it is not.
ConfigNode& TableIn(ConfigNode& node, const std::string& name) {
  if (node.mutable_table() == nullptr) node.value = ConfigNode::Table();
  for (ConfigEntry& entry : *node.mutable_table()) {
    if (entry.key == name) return entry.value;
  }
  ConfigEntry& entry = node.mutable_table()->emplace_back();
  entry.key = name;
  entry.value.origin = ConfigOrigin::kOverride;
  entry.value.value = ConfigNode::Table();
  return entry.value;
}

void AddUnknownOverride(const Override& override, const Texts& known, Problems& problems) {
  std::vector<std::string> names;
  for (const auto& [name, value] : known) names.push_back(name);
  problems.Add(
      ConfigProblem({.code = "CONFIG-OVERRIDE-KEY",
                     .what = Concat("`--set ", override.Key(), "` replaces nothing"),
                     .why = Concat("the environment's ", override.path[0],
                                   " are: ", names.empty() ? "none" : absl::StrJoin(names, ", ")),
                     .fix = Concat("correct the name", DidYouMean(override.path[1], names))}));
}

void ApplyOverrides(const EnvironmentRequest& request, ConfigNode& environment,
                    Problems& problems) {
  if (request.overrides.empty()) return;
  const ConfigNode* local = environment.Find("allow_local");
  if (local == nullptr || local->boolean() == nullptr || !*local->boolean()) {
    problems.Add(ConfigProblem(
        {.code = "CONFIG-OVERRIDE-REFUSED",
         .what = Concat("`--set` is refused for environment `", request.name, "`"),
         .why = "it does not have `allow_local = true`: what it is must be in version control",
         .fix = Concat("change ", request.display, " instead")}));
    return;
  }
  for (const Override& override : request.overrides) {
    if (IsLocalWorldSetting(override.path[0])) {
      if (CheckLocalWorldOverride(override, problems)) continue;
    } else if (override.path[0] != "steps") {
      const Texts known = TextsOf(environment, override.path[0]);
      if (!known.contains(override.path[1])) {
        AddUnknownOverride(override, known, problems);
        continue;
      }
    }
    if (override.path[0] == "hosts") {
      if (const auto fault = HostFault(override.value)) {
        problems.Add(
            ConfigProblem({.code = "CONFIG-HOST",
                           .what = Concat("`--set ", override.Key(), "` is not given a host name"),
                           .why = *fault,
                           .fix = "write a name or address, with a port where needed"}));
        continue;
      }
    }
    ConfigNode* at = &environment;
    for (const std::string& part : override.path) at = &TableIn(*at, part);
    at->value = override.value;
    at->origin = ConfigOrigin::kOverride;
    at->span = Span();
  }
}

void InterpolateSteps(std::string_view name, const SourceText& source, ConfigNode& environment,
                      Problems& problems) {
  if (environment.Find("steps") == nullptr) return;
  const Texts hosts = TextsOf(environment, "hosts");
  const Texts variables = TextsOf(environment, "variables");
  Interpolate({.environment = std::string(name), .hosts = hosts, .variables = variables}, source,
              TableIn(environment, "steps"), problems);
}

// What the file says of other environments that are complete in themselves.
void CheckOthers(const ConfigNode& root, const SourceText& source, std::string_view except,
                 Problems& problems) {
  for (const std::string& leaf : Leaves(root)) {
    if (leaf == except) continue;
    ConfigNode environment = Inherited(root, leaf);
    InterpolateSteps(leaf, source, environment, problems);
  }
}

v1::Diagnosis UnknownEnvironment(const ConfigNode& root, const SourceText& source,
                                 const std::string& name) {
  std::vector<std::string> names;
  for (const ConfigEntry& entry : *root.table()) names.push_back(entry.key);
  return ConfigProblemAt(
      source, {},
      {.code = "CONFIG-ENVIRONMENT-UNKNOWN",
       .what = Concat("there is no environment `", PrintableLine(name, 80), "`"),
       .why = names.empty()
                  ? "the file has none"
                  : Concat("the file has: ", PrintableLine(absl::StrJoin(names, ", "), 300)),
       .fix = Concat("add [", PrintableLine(name, 80), "] to the file, or correct the name",
                     DidYouMean(name, names))});
}

Environment Built(const ConfigNode& root, const ConfigNode& node, const std::string& name) {
  Environment environment;
  environment.name = name;
  environment.inherits = ParentsOf(root, name);
  environment.header = root.Find(name)->span;
  if (const ConfigNode* text = node.Find("description")) environment.description = *text->text();
  if (const ConfigNode* local = node.Find("allow_local")) {
    environment.rules.set_allow_local(*local->boolean());
  }
  TakeLocalWorld(node, environment.rules);
  environment.hosts = TextsOf(node, "hosts");
  environment.variables = TextsOf(node, "variables");
  for (const auto& [key, text] : TextsOf(node, "secrets")) {
    environment.secrets[key] = *ParseSecretReference(text).reference;
  }
  if (const ConfigNode* steps = node.Find("steps")) {
    for (const ConfigEntry& entry : *steps->table()) {
      environment.steps[entry.key] = entry.value;
      environment.step_keys[entry.key] = entry.key_span;
    }
  }
  return environment;
}

}  // namespace

absl::StatusOr<Environment> ParseEnvironment(std::string text, const EnvironmentRequest& request) {
  const auto source = std::make_shared<const SourceText>(request.display, std::move(text));
  TomlReading reading = ReadToml(*source);
  Problems problems = std::move(reading.problems);
  if (!reading.usable) return ProblemsStatus(problems);
  const ConfigNode& root = reading.root;

  CheckEnvironments(root, *source, problems);
  CheckInheritance(root, *source, problems);
  CheckOthers(root, *source, request.name, problems);
  ConfigNode node;
  if (root.Find(request.name) == nullptr) {
    problems.Add(UnknownEnvironment(root, *source, request.name));
  } else {
    node = Inherited(root, request.name);
    ApplyOverrides(request, node, problems);
    InterpolateSteps(request.name, *source, node, problems);
  }
  SortProblems(problems);
  if (!problems.empty()) return ProblemsStatus(problems);
  Environment environment = Built(root, node, request.name);
  environment.source = source;
  return environment;
}

absl::StatusOr<Environment> LoadEnvironment(const EnvironmentRequest& request) {
  absl::StatusOr<std::string> text = ReadFile(request.file, kLargestFile);
  if (!text.ok()) return text.status();
  return ParseEnvironment(*std::move(text), request);
}

}  // namespace release
