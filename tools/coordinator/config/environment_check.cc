#include "tools/coordinator/config/environment_check.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_join.h"
#include "tools/base/names.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"
#include "tools/coordinator/config/environment_schema.h"
#include "tools/coordinator/config/local_world.h"
#include "tools/coordinator/config/secret_reference.h"

namespace release {
namespace {

// GitHub's bound for the value of a variable.
constexpr std::size_t kLargestVariable = 48 << 10;

constexpr char kNameRule[] =
    "a name is lower case letters, digits, `-` and `_`, begins with a letter, and has at most 63 "
    "characters";

// A password that stands in a URL, where no secret belongs.
bool HoldsPassword(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = value.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  return at != std::string_view::npos && authority.find(':') < at;
}

class Checker {
 public:
  Checker(const SourceText& source, Problems& problems) : source_(source), problems_(problems) {}

  void CheckEnvironment(const ConfigEntry& entry) {
    name_ = entry.key;
    if (!EnvironmentName::Parse(entry.key).ok()) {
      Add(entry.key_span, {.code = "CONFIG-NAME",
                           .what = Concat("`", Shown(entry.key), "` cannot name an environment"),
                           .why = kNameRule,
                           .fix = "rename it"});
    }
    if (entry.value.table() == nullptr) {
      Add(entry.key_span,
          {.code = "CONFIG-WRONG-TYPE",
           .what = Concat("`", Shown(entry.key), "` is ", entry.value.KindName(),
                          ", but at the top level each key is an environment: a table"),
           .why = "settings belong to one environment",
           .fix = Concat("put it under the header of an environment, such as [production]")});
      return;
    }
    for (const ConfigEntry& setting : *entry.value.table()) CheckSetting(setting);
    CheckLocalWorld(entry.key, entry.value, source_, problems_);
    CheckSharedNames(entry.value);
  }

 private:
  void CheckSetting(const ConfigEntry& entry) {
    const Setting* setting = FindSetting(entry.key);
    if (setting == nullptr) {
      Add(entry.key_span,
          {.code = "CONFIG-UNKNOWN-KEY",
           .what = Concat("an environment has no setting `", Shown(entry.key), "`"),
           .why = Concat("it has: ", absl::StrJoin(SettingNames(), ", ")),
           .fix = Concat("correct or remove it", DidYouMean(entry.key, SettingNames()))});
      return;
    }
    const ConfigNode& value = entry.value;
    switch (setting->kind) {
      case SettingKind::kText:
        if (value.text() == nullptr) WrongType(entry, "", WantedKind(setting->kind));
        return;
      case SettingKind::kSwitch:
        if (value.boolean() == nullptr) WrongType(entry, "", WantedKind(setting->kind));
        return;
      default:
        break;
    }
    if (value.table() == nullptr) return WrongType(entry, "", WantedKind(setting->kind));
    for (const ConfigEntry& item : *value.table()) {
      if (setting->kind == SettingKind::kHosts) CheckHost(item);
      if (setting->kind == SettingKind::kVariables) CheckVariable(item);
      if (setting->kind == SettingKind::kSecrets) CheckSecret(item);
      if (setting->kind == SettingKind::kSteps) CheckStep(item);
    }
  }

  void CheckHost(const ConfigEntry& entry) {
    if (!EnvironmentName::Parse(entry.key).ok()) {
      Add(entry.key_span, {.code = "CONFIG-NAME",
                           .what = Concat("`", Shown(entry.key), "` cannot name a host"),
                           .why = kNameRule,
                           .fix = "rename it"});
    }
    const std::string* text = entry.value.text();
    if (text == nullptr) return WrongType(entry, "hosts.", "a string");
    if (CheckPlain(entry, "hosts.", *text)) return;
    if (const std::optional<std::string> fault = HostFault(*text)) {
      Add(entry.value.span,
          {.code = "CONFIG-HOST",
           .what = Concat("hosts.", Shown(entry.key), " is not a host name"),
           .why = *fault,
           .fix = "write the name alone, with a port where needed: \"api.example.com\", "
                  "\"127.0.0.1:8080\""});
    }
  }

  void CheckVariable(const ConfigEntry& entry) {
    CheckGitHubName(entry, "variable");
    const std::string* text = entry.value.text();
    if (text == nullptr) return WrongType(entry, "variables.", "a string");
    if (CheckPlain(entry, "variables.", *text)) return;
    if (text->size() > kLargestVariable) {
      Add(entry.value.span, {.code = "CONFIG-VALUE-RANGE",
                             .what = Concat("variables.", Shown(entry.key), " is too long"),
                             .why = Concat("it has ", text->size(), " bytes; GitHub takes at most ",
                                           kLargestVariable),
                             .fix = "shorten it"});
    }
  }

  // What holds for hosts and variables alike. True when a problem was added.
  bool CheckPlain(const ConfigEntry& entry, std::string_view prefix, std::string_view text) {
    if (HoldsPassword(text)) {
      Add(entry.value.span,
          {.code = "CONFIG-VALUE-SECRET",
           .what = Concat(prefix, Shown(entry.key), " holds a password"),
           .why = "it is a URL with a user and a password in it, and this table is no secret",
           .fix = Concat("change that password, and refer to the new one under [", name_,
                         ".secrets]")});
      return true;
    }
    if (text.find("${") != std::string_view::npos) {
      Add(entry.value.span, {.code = "CONFIG-REFERENCE-PLACE",
                             .what = Concat("nothing is replaced in ", prefix, Shown(entry.key)),
                             .why = "${...} is replaced in strings of `steps` only",
                             .fix = "write the value out"});
      return true;
    }
    return false;
  }

  // Never quotes the value, not even in part.
  void CheckSecret(const ConfigEntry& entry) {
    CheckGitHubName(entry, "secret");
    const std::string* text = entry.value.text();
    if (text == nullptr) return WrongType(entry, "secrets.", "a string that says where it is kept");
    switch (ParseSecretReference(*text).fault) {
      case SecretReferenceFault::kNone:
        return;
      case SecretReferenceFault::kLiteral:
        Add(entry.value.span,
            {.code = "CONFIG-SECRET-LITERAL",
             .what = Concat("secrets.", Shown(entry.key), " is not a reference to a secret"),
             .why = "it begins with neither op:// nor env:, so it may be the secret itself, and "
                    "this file is in version control",
             .fix = "write \"op://vault/item/field\" or \"env:NAME\"; if this was the secret, "
                    "change it wherever it is used"});
        return;
      case SecretReferenceFault::kBadEnvName:
        Add(entry.value.span,
            {.code = "CONFIG-SECRET-REFERENCE",
             .what = Concat("secrets.", Shown(entry.key), " refers to no environment variable"),
             .why = "behind env: stands a name of letters, digits and _",
             .fix = Concat("write \"env:", Shown(entry.key), "\"")});
        return;
      case SecretReferenceFault::kBadOpPath:
        Add(entry.value.span,
            {.code = "CONFIG-SECRET-REFERENCE",
             .what = Concat("secrets.", Shown(entry.key), " refers to no 1Password field"),
             .why = "behind op:// stand vault/item/field or vault/item/section/field, none empty",
             .fix = "copy the reference from 1Password: \"Copy Secret Reference\" of the field"});
        return;
    }
  }

  void CheckStep(const ConfigEntry& entry) {
    if (!StepName::Parse(entry.key).ok()) {
      Add(entry.key_span, {.code = "CONFIG-NAME",
                           .what = Concat("`", Shown(entry.key), "` cannot name a step"),
                           .why = kNameRule,
                           .fix = "write the `name` of a release_step"});
    }
    if (entry.value.table() == nullptr) WrongType(entry, "steps.", "a table");
  }

  void CheckGitHubName(const ConfigEntry& entry, std::string_view kind) {
    if (const std::optional<std::string> fault = GitHubNameFault(entry.key)) {
      Add(entry.key_span,
          {.code = "CONFIG-NAME-REFUSED",
           .what = Concat("`", Shown(entry.key), "` cannot name a ", kind),
           .why = Concat("GitHub takes it neither as variable nor as secret: ", *fault),
           .fix = "rename it; upper case letters, digits and _ are right"});
    }
  }

  // GitHub keeps variables and secrets apart, people and shells do not.
  void CheckSharedNames(const ConfigNode& environment) {
    const ConfigNode* variables = environment.Find("variables");
    const ConfigNode* secrets = environment.Find("secrets");
    if (variables == nullptr || secrets == nullptr || secrets->table() == nullptr) return;
    for (const ConfigEntry& entry : *secrets->table()) {
      if (variables->Find(entry.key) == nullptr) continue;
      Add(entry.key_span,
          {.code = "CONFIG-NAME-TWICE",
           .what = Concat("`", Shown(entry.key), "` is both a variable and a secret"),
           .why = "a step that asks for it could not tell which one is meant",
           .fix = "remove it from `variables` when it is a secret, else from `secrets`"});
    }
  }

  void WrongType(const ConfigEntry& entry, std::string_view prefix, std::string_view wanted) {
    Add(entry.value.span, {.code = "CONFIG-WRONG-TYPE",
                           .what = Concat("`", prefix, Shown(entry.key), "` is ",
                                          entry.value.KindName(), ", not ", wanted),
                           .why = Concat("`", prefix, Shown(entry.key), "` takes ", wanted),
                           .fix = wanted.starts_with("a string") ? "write the value in quotes"
                                                                 : "write a value of that kind"});
  }

  void Add(const Span& span, ConfigProblemText text) {
    problems_.Add(ConfigProblemAt(source_, span, std::move(text)));
  }

  static std::string Shown(std::string_view key) { return PrintableLine(key, 80); }

  const SourceText& source_;
  Problems& problems_;
  std::string name_;
};

}  // namespace

void CheckEnvironments(const ConfigNode& root, const SourceText& source, Problems& problems) {
  Checker checker(source, problems);
  for (const ConfigEntry& entry : *root.table()) checker.CheckEnvironment(entry);
}

}  // namespace release
