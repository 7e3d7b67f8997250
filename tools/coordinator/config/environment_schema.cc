#include "tools/coordinator/config/environment_schema.h"

#include <algorithm>
#include <array>

#include "tools/base/text.h"

namespace release {
namespace {

constexpr std::array<Setting, 10> kSettings = {{
    {"description", SettingKind::kText, false, "One line that tells people what it is.",
     "description = \"What our users see\""},
    {"inherits", SettingKind::kText, false,
     "Name of another environment of this file. Its hosts, variables, secrets and steps hold here "
     "too, key by key, unless they are given again.",
     "inherits = \"base\""},
    {"allow_local", SettingKind::kSwitch, false,
     "Loopback addresses, unix sockets, plaintext connections and `--set` are in order. For "
     "rehearsals. False when left out, and never inherited.",
     "allow_local = true"},
    {"api_base", SettingKind::kText, false,
     "Where Cloudflare's API is, for a rehearsal: an http or https URL on a loopback address, "
     "without a slash at the end. Refused where `allow_local` is not true, and never inherited.",
     "api_base = \"https://127.3.4.5/client/v4\""},
    {"resolve", SettingKind::kResolve, false,
     "\"Connect there instead\", for a rehearsal: `HOST:PORT` -> `ADDRESS:PORT` with a loopback "
     "address; `*` stands for everything that no other line names. The name stays in TLS and in "
     "the request. Refused where `allow_local` is not true, and never inherited.",
     "resolve.\"api.example.com:443\" = \"127.3.4.5:443\""},
    {"ca_bundle", SettingKind::kText, false,
     "Authorities to trust instead of the system's, for a rehearsal: the absolute path of a PEM "
     "file. Refused where `allow_local` is not true, and never inherited.",
     "ca_bundle = \"/home/me/.local/state/cloud/ca.pem\""},
    {"hosts", SettingKind::kHosts, true,
     "Host names, each with a port where it is not the default. Strings under `steps` use them as "
     "`${hosts.NAME}`.",
     "hosts.api = \"api.example.com\""},
    {"variables", SettingKind::kVariables, true,
     "Configuration that is no secret. Published as variables of the GitHub environment, and used "
     "under `steps` as `${variables.NAME}`. Names are upper case, digits and underscores; values "
     "at most 48 KiB.",
     "variables.LOG_LEVEL = \"info\""},
    {"secrets", SettingKind::kSecrets, true,
     "Where each secret is kept, never its value: \"op://vault/item/field\" (1Password) or "
     "\"env:NAME\" (the environment of the process that releases). Names as for variables.",
     "secrets.DATABASE_URL = \"op://Spectral/production-database/url\""},
    {"steps", SettingKind::kSteps, true,
     "Config of single steps, laid over what the build says and checked against the plugin's own "
     "schema. `${hosts.NAME}` and `${variables.NAME}` are replaced; `$${` is a plain `${`.",
     "steps.smoke.url = \"https://${hosts.api}/health\""},
}};

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The port at the end of `value` is cut off; false when it is no port.
bool CutPort(std::string_view& value) {
  const std::size_t colon = value.rfind(':');
  if (colon == std::string_view::npos || value.ends_with(']')) return true;
  const std::string_view port = value.substr(colon + 1);
  value = value.substr(0, colon);
  if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), IsDigit)) {
    return false;
  }
  const int number = std::stoi(std::string(port));
  return number >= 1 && number <= 65535;
}

bool IsHostLabel(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return IsUpper(c) || IsLower(c) || IsDigit(c) || c == '-' || c == '_';
         });
}

}  // namespace

std::span<const Setting> EnvironmentSettings() { return kSettings; }

const Setting* FindSetting(std::string_view name) {
  const auto found = std::find_if(kSettings.begin(), kSettings.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == kSettings.end() ? nullptr : &*found;
}

std::vector<std::string> SettingNames() {
  std::vector<std::string> names;
  for (const Setting& setting : kSettings) names.emplace_back(setting.name);
  return names;
}

std::string_view WantedKind(SettingKind kind) {
  switch (kind) {
    case SettingKind::kText:
      return "a string";
    case SettingKind::kSwitch:
      return "true or false";
    default:
      return "a table";
  }
}

std::string EnvironmentReference() {
  std::string out =
      "| setting | is | inherited | meaning | example |\n| --- | --- | --- | --- | --- |\n";
  for (const Setting& setting : kSettings) {
    AppendTo(out, "| `", setting.name, "` | ", WantedKind(setting.kind), " | ",
             setting.inherited ? "yes" : "no", " | ", setting.meaning, " | `", setting.example,
             "` |\n");
  }
  return out;
}

std::optional<std::string> GitHubNameFault(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (IsDigit(name[0])) return "it begins with a digit";
  if (std::any_of(name.begin(), name.end(), IsLower)) {
    return "it has lower case letters, which GitHub changes to upper case";
  }
  if (!std::all_of(name.begin(), name.end(),
                   [](char c) { return IsUpper(c) || IsDigit(c) || c == '_'; })) {
    return "only A-Z, 0-9 and _ are allowed";
  }
  if (name.starts_with("GITHUB_")) return "names that begin with GITHUB_ belong to GitHub";
  return std::nullopt;
}

std::optional<std::string> HostFault(std::string_view value) {
  if (value.empty()) return "it is empty";
  if (value.find("://") != std::string_view::npos) return "it has a scheme";
  if (value.find('/') != std::string_view::npos) return "it has a path";
  if (value.find('@') != std::string_view::npos) return "it has a user";
  std::string_view host = value;
  if (!CutPort(host)) return "its port is not a number from 1 to 65535";
  if (host.starts_with('[')) {
    const bool fits = host.size() > 4 && host.ends_with(']') &&
                      host.find_first_not_of("0123456789abcdefABCDEF:.", 1) == host.size() - 1;
    return fits ? std::nullopt : std::optional<std::string>("it is not an IPv6 address");
  }
  if (host.size() > 253) return "it is longer than 253 characters";
  while (true) {
    const std::size_t dot = host.find('.');
    if (!IsHostLabel(host.substr(0, dot))) return "it is not a host name or address";
    if (dot == std::string_view::npos) return std::nullopt;
    host.remove_prefix(dot + 1);
  }
}

}  // namespace release
