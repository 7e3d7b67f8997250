#include "tools/coordinator/config/secret_reference.h"

#include <algorithm>

namespace release {
namespace {

bool IsEnvironmentVariable(std::string_view name) {
  const auto word = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), word) &&
         !(name[0] >= '0' && name[0] <= '9');
}

// vault/item/field or vault/item/section/field, nothing empty.
bool IsOpPath(std::string_view path) {
  int parts = 0;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.find_first_not_of(' ') == std::string_view::npos) return false;
    ++parts;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts == 3 || parts == 4;
}

}  // namespace

ParsedSecretReference ParseSecretReference(std::string_view text) {
  constexpr std::string_view kEnv = "env:";
  constexpr std::string_view kOp = "op://";
  if (text.starts_with(kEnv)) {
    const std::string_view name = text.substr(kEnv.size());
    if (!IsEnvironmentVariable(name)) return {.fault = SecretReferenceFault::kBadEnvName};
    return {.reference = SecretReference{.store = SecretReference::Store::kProcessEnvironment,
                                         .locator = std::string(name),
                                         .text = std::string(text)}};
  }
  if (text.starts_with(kOp)) {
    if (!IsOpPath(text.substr(kOp.size()))) return {.fault = SecretReferenceFault::kBadOpPath};
    return {.reference = SecretReference{.store = SecretReference::Store::kOnePassword,
                                         .locator = std::string(text),
                                         .text = std::string(text)}};
  }
  return {.fault = SecretReferenceFault::kLiteral};
}

}  // namespace release
