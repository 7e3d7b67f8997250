// Steps of reading a URL that need no context: percent-decoding, placeholders, parameters.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_DSN_TEXT_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_DSN_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace release::postgres {

// The bytes that `text` encodes; absent when a `%` is not followed by two hex digits, or when the
// result would hold a NUL.
std::optional<std::string> PercentDecode(std::string_view text);

// True when a template's bracketed word was left in: `[YOUR-PASSWORD]`, `<password>`, also encoded.
// An IPv6 address in brackets is none.
bool HasPlaceholder(std::string_view url);

// True for the URL parameters that are passed on to libpq.
bool IsKnownParameter(std::string_view key);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_DSN_TEXT_H_
