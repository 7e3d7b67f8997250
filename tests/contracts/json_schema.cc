#include "tests/contracts/json_schema.h"

#include <cstddef>
#include <regex>
#include <set>

namespace release::contracts {
namespace {

using nlohmann::json;

class Validation {
 public:
  explicit Validation(const json& document) : document_(document) {}

  void Check(const json& schema, const json& value, const std::string& at) {
    if (!schema.is_object()) return;
    if (schema.contains("$ref")) return Check(Resolved(schema["$ref"]), value, at);
    if (value.is_null() && schema.value("nullable", false)) return;
    CheckAlternatives(schema, value, at);
    if (!CheckType(schema, value, at)) return;
    if (schema.contains("enum") && !Among(schema["enum"], value)) {
      Complain(at, "is " + value.dump() + ", none of " + schema["enum"].dump());
    }
    if (value.is_string()) CheckText(schema, value, at);
    if (value.is_number()) CheckNumber(schema, value, at);
    if (value.is_array()) CheckArray(schema, value, at);
    if (value.is_object()) CheckObject(schema, value, at);
  }

  std::vector<std::string> found;

 private:
  void Complain(const std::string& at, const std::string& what) {
    found.push_back((at.empty() ? "the body" : at) + ": " + what);
  }

  const json& Resolved(const std::string& ref) {
    static const json& nothing = *new json;
    const json::json_pointer pointer(ref.substr(1));
    if (document_.contains(pointer)) return document_[pointer];
    Complain("", "the contract has no " + ref);
    return nothing;
  }

  static bool Among(const json& values, const json& value) {
    for (const json& candidate : values) {
      if (candidate == value) return true;
    }
    return false;
  }

  void CheckAlternatives(const json& schema, const json& value, const std::string& at) {
    for (const json& part : schema.value("allOf", json::array())) Check(part, value, at);
    for (const char* key : {"anyOf", "oneOf"}) {
      if (!schema.contains(key)) continue;
      std::vector<std::string> nearest;
      bool fits = false;
      for (const json& choice : schema[key]) {
        Validation attempt(document_);
        attempt.Check(choice, value, at);
        fits = fits || attempt.found.empty();
        if (nearest.empty() || attempt.found.size() < nearest.size()) nearest = attempt.found;
      }
      if (fits) continue;
      Complain(at, std::string("fits none of ") + key);
      found.insert(found.end(), nearest.begin(), nearest.end());
    }
  }

  bool CheckType(const json& schema, const json& value, const std::string& at) {
    const std::string type = schema.value("type", "");
    const bool fits =
        type.empty() || (type == "object" && value.is_object()) ||
        (type == "array" && value.is_array()) || (type == "string" && value.is_string()) ||
        (type == "boolean" && value.is_boolean()) || (type == "number" && value.is_number()) ||
        (type == "integer" && value.is_number_integer());
    if (!fits) Complain(at, "is no " + type + ": " + value.dump().substr(0, 80));
    return fits;
  }

  void CheckText(const json& schema, const json& value, const std::string& at) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() < schema.value("minLength", size_t{0})) Complain(at, "is too short");
    if (text.size() > schema.value("maxLength", text.size())) Complain(at, "is too long");
    if (schema.contains("pattern") &&
        !std::regex_search(text, std::regex(schema["pattern"].get<std::string>()))) {
      Complain(at, "`" + text + "` does not match " + schema["pattern"].dump());
    }
    static const std::regex& date_time =
        *new std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
    if (schema.value("format", "") == "date-time" && !std::regex_match(text, date_time)) {
      Complain(at, "`" + text + "` is no date-time");
    }
  }

  void CheckNumber(const json& schema, const json& value, const std::string& at) {
    const double number = value.get<double>();
    if (number < schema.value("minimum", number)) Complain(at, "is too small");
    if (number > schema.value("maximum", number)) Complain(at, "is too large");
  }

  void CheckArray(const json& schema, const json& value, const std::string& at) {
    if (value.size() < schema.value("minItems", size_t{0})) Complain(at, "has too few items");
    if (value.size() > schema.value("maxItems", value.size())) Complain(at, "has too many items");
    if (schema.value("uniqueItems", false) &&
        std::set<json>(value.begin(), value.end()).size() != value.size()) {
      Complain(at, "has an item twice");
    }
    if (!schema.contains("items")) return;
    for (size_t i = 0; i < value.size(); ++i) {
      Check(schema["items"], value[i], at + "[" + std::to_string(i) + "]");
    }
  }

  void CheckObject(const json& schema, const json& value, const std::string& at) {
    const std::string prefix = at.empty() ? "" : at + ".";
    for (const json& name : schema.value("required", json::array())) {
      if (!value.contains(name.get<std::string>())) {
        Complain(prefix + name.get<std::string>(), "is missing");
      }
    }
    const json properties = schema.value("properties", json::object());
    const json others = schema.value("additionalProperties", json(true));
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name)) {
        Check(properties[name], member, prefix + name);
      } else if (others.is_object()) {
        Check(others, member, prefix + name);
      } else if (others == false) {
        Complain(prefix + name, "is not allowed");
      }
    }
  }

  const json& document_;
};

}  // namespace

std::vector<std::string> Violations(const json& document, const json& schema, const json& value) {
  Validation validation(document);
  validation.Check(schema, value, "");
  return validation.found;
}

}  // namespace release::contracts
