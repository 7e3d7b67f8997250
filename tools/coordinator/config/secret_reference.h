// Where a secret's value is kept. The environments file holds references, never values.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_SECRET_REFERENCE_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_SECRET_REFERENCE_H_

#include <optional>
#include <string>
#include <string_view>

namespace release {

struct SecretReference {
  enum class Store {
    kProcessEnvironment,  // env:NAME
    kOnePassword,         // op://vault/item/field or op://vault/item/section/field
  };

  Store store = Store::kProcessEnvironment;

  // NAME of an `env:` reference; the whole `op://...` text otherwise.
  std::string locator;

  // As written in the file.
  std::string text;
};

// Why a text is not a reference.
enum class SecretReferenceFault {
  kNone,
  kLiteral,     // no scheme of ours: most likely the secret itself
  kBadEnvName,  // env: with something that is no name of a variable
  kBadOpPath,   // op:// without vault, item and field
};

struct ParsedSecretReference {
  std::optional<SecretReference> reference = {};  // set when fault is kNone
  SecretReferenceFault fault = SecretReferenceFault::kNone;
};

ParsedSecretReference ParseSecretReference(std::string_view text);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_SECRET_REFERENCE_H_
