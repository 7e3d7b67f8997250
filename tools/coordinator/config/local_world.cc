#include "tools/coordinator/config/local_world.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"
#include "tools/coordinator/config/environment_schema.h"

namespace release {
namespace {

constexpr char kApiBase[] = "api_base";
constexpr char kResolve[] = "resolve";
constexpr char kCaBundle[] = "ca_bundle";
constexpr char kEverything[] = "*";

// Literal addresses only: a name would have to be looked up, and may mean anything tomorrow.
bool IsLoopback(std::string_view host) {
  if (host == "[::1]") return true;
  int parts = 0;
  std::string_view rest = host;
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (part.empty() || error != std::errc() || end != part.data() + part.size() || number > 255) {
      return false;
    }
    ++parts;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return parts == 4 && host.starts_with("127.");
}

// Splits HOST:PORT; the port is empty when there is none.
std::pair<std::string_view, std::string_view> HostAndPort(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<std::string> ApiBaseFault(std::string_view value) {
  std::string_view rest = value;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return "it begins with neither https:// nor http://";
  }
  if (rest.find_first_of("?#@ ") != std::string_view::npos) {
    return "it has a user, a query, a fragment or a blank";
  }
  if (rest.ends_with('/')) return "it ends with a slash";
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (const std::optional<std::string> fault = HostFault(authority)) return fault;
  if (!IsLoopback(HostAndPort(authority).first)) {
    return "its host is no loopback address (127.x.y.z or [::1])";
  }
  return std::nullopt;
}

std::optional<std::string> ResolveFault(std::string_view from, std::string_view to) {
  if (from != kEverything) {
    if (const std::optional<std::string> fault = HostFault(from)) {
      return Concat("of the left side: ", *fault);
    }
    if (HostAndPort(from).second.empty()) return "the left side has no port";
    if (std::any_of(from.begin(), from.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
      return "the left side has upper case letters";
    }
  }
  if (const std::optional<std::string> fault = HostFault(to)) {
    return Concat("of the right side: ", *fault);
  }
  const auto [host, port] = HostAndPort(to);
  if (port.empty()) return "the right side has no port";
  if (!IsLoopback(host)) return "the right side is no loopback address (127.x.y.z or [::1])";
  return std::nullopt;
}

std::optional<std::string> CaBundleFault(std::string_view value) {
  if (!value.starts_with('/')) return "it is no absolute path";
  const bool control = std::any_of(value.begin(), value.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < ' '; });
  return control ? std::optional<std::string>("it has control characters") : std::nullopt;
}

ConfigProblemText ApiBaseProblem(std::string what, std::string why) {
  return {.code = "CONFIG-API-BASE",
          .what = std::move(what),
          .why = std::move(why),
          .fix = "write where a local cloud is: \"https://127.3.4.5/client/v4\""};
}

ConfigProblemText ResolveProblem(std::string what, std::string why) {
  return {.code = "CONFIG-RESOLVE",
          .what = std::move(what),
          .why = std::move(why),
          .fix =
              "write it like \"api.example.com:443\" = \"127.3.4.5:443\", or \"*\" on the left "
              "for everything else"};
}

ConfigProblemText CaBundleProblem(std::string what, std::string why) {
  return {.code = "CONFIG-CA-BUNDLE",
          .what = std::move(what),
          .why = std::move(why),
          .fix = "write the absolute path of a PEM file"};
}

void CheckResolve(const ConfigNode& resolve, const SourceText& source, Problems& problems) {
  if (resolve.table() == nullptr) return;
  for (const ConfigEntry& entry : *resolve.table()) {
    const std::string name = Concat("resolve.\"", PrintableLine(entry.key, 80), "\"");
    if (entry.value.text() == nullptr) {
      problems.Add(ConfigProblemAt(
          source, entry.value.span,
          {.code = "CONFIG-WRONG-TYPE",
           .what = Concat("`", name, "` is ", entry.value.KindName(), ", not a string"),
           .why = "it is an address with a port",
           .fix = "write the value in quotes"}));
    } else if (const auto fault = ResolveFault(entry.key, *entry.value.text())) {
      problems.Add(ConfigProblemAt(source, entry.key_span,
                                   ResolveProblem(Concat(name, " is no rule"), *fault)));
    }
  }
}

}  // namespace

bool IsLocalWorldSetting(std::string_view name) {
  return name == kApiBase || name == kResolve || name == kCaBundle;
}

void CheckLocalWorld(std::string_view environment, const ConfigNode& settings,
                     const SourceText& source, Problems& problems) {
  if (settings.table() == nullptr) return;
  const ConfigNode* local = settings.Find("allow_local");
  const bool allowed = local != nullptr && local->boolean() != nullptr && *local->boolean();
  for (const ConfigEntry& entry : *settings.table()) {
    if (!IsLocalWorldSetting(entry.key)) continue;
    if (!allowed) {
      problems.Add(ConfigProblemAt(
          source, entry.key_span,
          {.code = "CONFIG-LOCAL-ONLY",
           .what = Concat("`", entry.key, "` is refused for environment `",
                          PrintableLine(environment, 80), "`"),
           .why = "it puts a stand-in in the place of the outside world, and this environment does "
                  "not have `allow_local = true`",
           .fix = "remove it; rehearse in an environment of its own"}));
      continue;
    }
    if (entry.key == kResolve) CheckResolve(entry.value, source, problems);
    const std::string* text = entry.value.text();
    if (text == nullptr) continue;
    if (entry.key == kApiBase) {
      if (const auto fault = ApiBaseFault(*text)) {
        problems.Add(ConfigProblemAt(
            source, entry.value.span,
            ApiBaseProblem("`api_base` is no address of a local cloud's API", *fault)));
      }
    }
    if (entry.key == kCaBundle) {
      if (const auto fault = CaBundleFault(*text)) {
        problems.Add(ConfigProblemAt(source, entry.value.span,
                                     CaBundleProblem("`ca_bundle` names no file", *fault)));
      }
    }
  }
}

bool CheckLocalWorldOverride(const Override& override, Problems& problems) {
  const std::string what =
      Concat("`--set ", PrintableLine(override.Key(), 120), "` is not given what it takes");
  const std::string& name = override.path[0];
  if (name == kApiBase) {
    const auto fault = ApiBaseFault(override.value);
    if (fault) problems.Add(ConfigProblem(ApiBaseProblem(what, *fault)));
    return fault.has_value();
  }
  if (name == kResolve) {
    const auto fault = ResolveFault(override.path[1], override.value);
    if (fault) problems.Add(ConfigProblem(ResolveProblem(what, *fault)));
    return fault.has_value();
  }
  const auto fault = CaBundleFault(override.value);
  if (fault) problems.Add(ConfigProblem(CaBundleProblem(what, *fault)));
  return fault.has_value();
}

void TakeLocalWorld(const ConfigNode& settings, v1::EnvironmentRules& rules) {
  if (const ConfigNode* base = settings.Find(kApiBase)) rules.set_api_base(*base->text());
  if (const ConfigNode* bundle = settings.Find(kCaBundle)) rules.set_ca_bundle(*bundle->text());
  const ConfigNode* resolve = settings.Find(kResolve);
  if (resolve == nullptr) return;
  for (const ConfigEntry& entry : *resolve->table()) {
    (*rules.mutable_resolve())[entry.key] = *entry.value.text();
  }
}

}  // namespace release
