#include "tools/image/dockerfile/json_form.h"

#include <nlohmann/json.hpp>

#include "tools/image/dockerfile/spaces.h"

namespace release::image {

JsonForm ReadJsonForm(std::string_view text, std::vector<std::string>& strings) {
  text = WithoutLeadingSpaces(text);
  if (!text.starts_with('[')) return JsonForm::kNone;
  const nlohmann::json value = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_array()) return JsonForm::kNone;
  std::vector<std::string> found;
  for (const nlohmann::json& element : value) {
    if (!element.is_string()) return JsonForm::kOtherArray;
    found.push_back(element.get<std::string>());
  }
  strings = std::move(found);
  return JsonForm::kStrings;
}

}  // namespace release::image
