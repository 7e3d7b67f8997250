#include "tools/localcloud/http/json_text.h"

#include <cstddef>

namespace release::cloud {
namespace {

bool IsShallow(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      if (++depth > kDeepestJson) return false;
    } else if (!quoted && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return true;
}

}  // namespace

nlohmann::json JsonOrNull(std::string_view text) {
  if (!IsShallow(text)) return nullptr;
  nlohmann::json value = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? nlohmann::json(nullptr) : value;
}

}  // namespace release::cloud
