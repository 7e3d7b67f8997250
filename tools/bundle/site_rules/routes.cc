#include "tools/bundle/site_rules/routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/bundle/site_rules/json_place.h"
#include "tools/bundle/site_rules/rule_lines.h"

namespace release::bundle {
namespace {

using Json = nlohmann::json;

class Checker {
 public:
  Checker(std::string_view text, const std::string& file) : text_(text), mistakes_(file) {}

  std::vector<v1::Diagnosis> Check() {
    if (const auto offset = JsonErrorOffset(text_, /*comments=*/false)) {
      mistakes_.AddAt(
          text_, *offset, 1,
          {"ROUTES-NOT-JSON", "here the text stops to be JSON", "Pages refuses the deployment",
           "mend the syntax: double quotes, no comments, no comma before a bracket"});
    } else {
      CheckShape(Json::parse(text_.begin(), text_.end(), nullptr, /*allow_exceptions=*/false));
    }
    return std::move(mistakes_).Take();
  }

 private:
  void At(const std::string& text, Mistakes::Text words) {
    const std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    const std::size_t offset = text_.find(quoted);
    if (offset == std::string_view::npos) return mistakes_.AddToFile(std::move(words));
    mistakes_.AddAt(text_, offset, quoted.size(), std::move(words));
  }

  static bool IsList(const Json& json, const char* name) {
    const auto list = json.find(name);
    return list != json.end() && list->is_array() &&
           std::all_of(list->begin(), list->end(),
                       [](const Json& rule) { return rule.is_string(); });
  }

  void CheckShape(const Json& json) {
    if (!json.is_object() || json.value("version", Json()) != Json(1) || !IsList(json, "include") ||
        !IsList(json, "exclude")) {
      return mistakes_.AddToFile(
          {"ROUTES-SHAPE", "this is not what Pages takes for routes",
           "it wants an object with `version` 1 and the lists `include` and `exclude`",
           R"(write {"version": 1, "include": ["/api/*"], "exclude": []})"});
    }
    for (const auto& [key, value] : json.items()) CheckKey(key);
    const auto include = json["include"].get<std::vector<std::string>>();
    const auto exclude = json["exclude"].get<std::vector<std::string>>();
    if (include.empty()) {
      At("include",
         {"ROUTES-NO-INCLUDE", "no request would reach the Functions",
          "Pages refuses an empty `include`", R"(write ["/*"], or the paths they serve)"});
    }
    if (include.size() + exclude.size() > kMostRoutes) {
      mistakes_.AddToFile({"ROUTES-TOO-MANY",
                           Concat("there are ", include.size() + exclude.size(), " rules"),
                           Concat("Pages takes ", kMostRoutes, ", include and exclude together"),
                           "join rules with `*`"});
    }
    CheckRules(include);
    CheckRules(exclude);
  }

  void CheckKey(const std::string& key) {
    const std::vector<std::string> known = {"version", "include", "exclude", "description"};
    if (std::find(known.begin(), known.end(), key) != known.end()) return;
    At(key, {"ROUTES-UNKNOWN-KEY", Concat("Pages ignores `", key, "`"),
             Concat("it knows version, include, exclude and description", DidYouMean(key, known)),
             "rename or remove it"});
  }

  void CheckRules(const std::vector<std::string>& rules) {
    for (const std::string& rule : rules) {
      if (!rule.starts_with('/')) {
        At(rule, {"ROUTES-RULE", Concat("`", rule, "` does not begin with `/`"),
                  "Pages refuses the deployment", Concat("write `/", rule, "`")});
      } else if (Utf16Length(rule) > kLongestRoute) {
        At(rule, {"ROUTES-RULE-TOO-LONG", "this rule is too long",
                  Concat("it has ", Utf16Length(rule), " characters, Pages takes ", kLongestRoute),
                  "cut it and end it in `*`"});
      }
      CheckOverlap(rule, rules);
    }
  }

  void CheckOverlap(const std::string& rule, const std::vector<std::string>& rules) {
    for (const std::string& wide : rules) {
      if (!wide.ends_with("/*") || wide == rule) continue;
      if (!rule.starts_with(wide.substr(0, wide.size() - 1))) continue;
      At(rule, {"ROUTES-OVERLAP", Concat("`", rule, "` is in `", wide, "` already"),
                "Pages refuses rules that overlap within one list", "remove the narrower one"});
      return;
    }
  }

  std::string_view text_;
  Mistakes mistakes_;
};

}  // namespace

std::vector<v1::Diagnosis> CheckRoutes(std::string_view text, const std::string& file) {
  return Checker(text, file).Check();
}

}  // namespace release::bundle
