// Between the two string_views.
//
// Debian's abseil is built for C++14, where absl::string_view is a type of its own, without a
// conversion to or from std::string_view. Our interfaces speak std::string_view; these functions
// stand at the border to abseil's.
#ifndef RELEASE_TOOLS_BASE_TEXT_H_
#define RELEASE_TOOLS_BASE_TEXT_H_

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace release {

inline absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

namespace text_internal {

inline absl::string_view Piece(std::string_view text) { return AbslView(text); }
inline absl::string_view Piece(const std::string& text) { return text; }
inline absl::string_view Piece(const char* text) { return text; }
template <typename T>
const T& Piece(const T& value) {
  return value;
}

}  // namespace text_internal

// absl::StrCat and absl::StrAppend that also take std::string_view.
template <typename... Pieces>
std::string Concat(const Pieces&... pieces) {
  return absl::StrCat(text_internal::Piece(pieces)...);
}
template <typename... Pieces>
void AppendTo(std::string& out, const Pieces&... pieces) {
  absl::StrAppend(&out, text_internal::Piece(pieces)...);
}

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_TEXT_H_
