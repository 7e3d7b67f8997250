// Text of headers.
#ifndef RELEASE_PLUGINS_LIB_HTTP_TEXT_H_
#define RELEASE_PLUGINS_LIB_HTTP_TEXT_H_

#include <algorithm>
#include <string>
#include <string_view>

namespace release::http {

inline std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

inline std::string_view Trim(std::string_view text) {
  const size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "";
  return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_TEXT_H_
