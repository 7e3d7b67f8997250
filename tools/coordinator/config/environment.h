// One environment of infra/environments.toml, checked, with its inheritance resolved.
//
// The shape of the file is the table in environment_schema.h. Reading is strict: every unknown key,
// wrong type, duplicate key, missing reference, literal secret and refused name in the *whole* file
// is a problem, whichever environment was asked for, and all of them are told at once
// (tools/coordinator/problems). Nothing that may be a secret is quoted.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/step.pb.h"
#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/override.h"
#include "tools/coordinator/config/secret_reference.h"
#include "tools/coordinator/config/source_text.h"

namespace release {

// Immutable after loading; safe to read from any thread.
struct Environment {
  std::string name;
  std::string description;

  // Names that it inherits from, nearest first.
  std::vector<std::string> inherits;

  v1::EnvironmentRules rules;

  std::map<std::string, std::string, std::less<>> hosts;
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, SecretReference, std::less<>> secrets;

  // Step name -> its table, with ${...} replaced: laid over the config of the build
  // (step_config.h).
  std::map<std::string, ConfigNode, std::less<>> steps;

  // Where things stand, for messages: of the environment's header, and of each entry of `steps`.
  Span header;
  std::map<std::string, Span, std::less<>> step_keys;

  std::shared_ptr<const SourceText> source;
};

struct EnvironmentRequest {
  std::string file;                 // path to read; at most 1 MiB
  std::string display;              // the path that people know, for messages
  std::string name;                 // which environment
  std::vector<Override> overrides;  // refused unless the environment has `allow_local = true`
};

// Reads, checks and resolves. NOT_FOUND for a file that is not there, INVALID_ARGUMENT for anything
// wrong in it.
absl::StatusOr<Environment> LoadEnvironment(const EnvironmentRequest& request);

// The same from a text in memory; `request.file` is not read.
absl::StatusOr<Environment> ParseEnvironment(std::string text, const EnvironmentRequest& request);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_H_
