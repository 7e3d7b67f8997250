// The shape of an environment in infra/environments.toml, as a table: read by the checker, and the
// source of the reference documentation.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_SCHEMA_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_SCHEMA_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace release {

enum class SettingKind {
  kText,       // a string
  kSwitch,     // true or false
  kResolve,    // table: host:port -> address:port
  kHosts,      // table: name -> host or host:port
  kVariables,  // table: name as GitHub accepts it -> string
  kSecrets,    // table: name as GitHub accepts it -> secret reference
  kSteps,      // table: step name -> table of config
};

struct Setting {
  std::string_view name;
  SettingKind kind;
  bool inherited;            // a child environment has it too
  std::string_view meaning;  // sentences for the reference
  std::string_view example;  // TOML
};

// In the order of the reference.
std::span<const Setting> EnvironmentSettings();

// Null when there is none of this name.
const Setting* FindSetting(std::string_view name);

std::vector<std::string> SettingNames();

// "a table", "a string", "true or false".
std::string_view WantedKind(SettingKind kind);

// The reference of the file's format as Markdown.
std::string EnvironmentReference();

// Why GitHub would refuse `name` for a variable or secret ("it begins with a digit"), else nothing.
// Stricter than GitHub in one point: lower case is refused, because GitHub changes it to upper
// case.
std::optional<std::string> GitHubNameFault(std::string_view name);

// Why `value` is no host or host:port, else nothing.
std::optional<std::string> HostFault(std::string_view value);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_SCHEMA_H_
