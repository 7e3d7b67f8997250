#include "tools/coordinator/secrets/secrets.h"

#include <optional>
#include <utility>

#include "tools/base/text.h"
#include "tools/coordinator/problems/problems.h"
#include "tools/coordinator/secrets/process_environment.h"

namespace release {
namespace {

// Where the value of a secret is expected now.
const std::string& VariableOf(const std::string& name, const SecretReference& reference) {
  return reference.store == SecretReference::Store::kProcessEnvironment ? reference.locator : name;
}

v1::Diagnosis Problem(std::string_view code, std::string what, std::string why, std::string fix) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::string(code));
  diagnosis.set_what(std::move(what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix(std::move(fix));
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(v1::RETRY_NEVER);
  return diagnosis;
}

v1::Diagnosis NotConfigured(const Environment& environment, const std::string& name) {
  const bool has_source = environment.source != nullptr;
  const std::string file =
      has_source ? environment.source->display() : std::string("the environments file");
  v1::Diagnosis diagnosis = Problem(
      "SECRET-NOT-CONFIGURED",
      Concat("a step needs the secret ", name, ", which ", environment.name, " does not have"),
      Concat("[", environment.name, ".secrets] has no key ", name),
      Concat("add to [", environment.name, ".secrets] in ", file, ": ", name, " = \"env:", name,
             "\", or an op:// reference"));
  if (has_source) *diagnosis.mutable_place() = environment.source->At(environment.header);
  return diagnosis;
}

v1::Diagnosis NotThere(const std::string& name, const SecretReference& reference) {
  const std::string what = Concat("the secret ", name, " has no value");
  const std::string& variable = VariableOf(name, reference);
  if (reference.store == SecretReference::Store::kProcessEnvironment) {
    return Problem("SECRET-NOT-SET", what,
                   Concat("the variable ", variable, " is not set or empty"),
                   Concat("export ", variable, " in the shell that runs the release"));
  }
  return Problem("SECRET-NOT-PROVISIONED", what,
                 Concat(reference.text, " is taken from the variable ", variable,
                        ", which is not set or empty"),
                 Concat("export ", variable, "=\"$(op read '", reference.text, "')\""));
}

}  // namespace

SecretStore::SecretStore(const Environment& environment) : environment_(environment) {
  ProtectMemory();
  for (const auto& [name, reference] : environment.secrets) {
    if (std::optional<Secret> value = ReadVariable(VariableOf(name, reference))) {
      values_.insert_or_assign(name, *std::move(value));
    }
  }
  // Two names may share a variable, so all are read before any is removed.
  for (const auto& [name, reference] : environment.secrets) {
    ScrubVariable(VariableOf(name, reference));
  }
}

absl::StatusOr<std::map<std::string, Secret>> SecretStore::Resolve(
    const std::vector<v1::SecretNeed>& needs) const {
  std::map<std::string, Secret> secrets;
  Problems problems;
  for (const v1::SecretNeed& need : needs) {
    if (const auto value = values_.find(need.name()); value != values_.end()) {
      secrets.insert_or_assign(need.name(), value->second.Copy());
      continue;
    }
    if (need.optional()) continue;
    const auto reference = environment_.secrets.find(need.name());
    problems.Add(reference == environment_.secrets.end()
                     ? NotConfigured(environment_, need.name())
                     : NotThere(need.name(), reference->second));
  }
  if (!problems.empty()) {
    return ProblemsStatus(problems, absl::StatusCode::kFailedPrecondition);
  }
  return secrets;
}

}  // namespace release
