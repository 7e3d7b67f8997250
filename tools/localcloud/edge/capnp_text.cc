#include "tools/localcloud/edge/capnp_text.h"

#include "absl/strings/str_join.h"

namespace release::cloud {

std::string CapnpText(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string literal = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      literal += '\\';
      literal += c;
    } else if (byte < ' ' || byte == 127) {
      literal += "\\x";
      literal += kHex[byte >> 4];
      literal += kHex[byte & 15];
    } else {
      literal += c;
    }
  }
  return literal + '"';
}

std::string CapnpList(const std::vector<std::string>& entries) {
  return "[" + absl::StrJoin(entries, ", ") + "]";
}

}  // namespace release::cloud
