#include "plugins/lib/postgres/dsn_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>

namespace release::postgres {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `YOUR-PASSWORD`, `project ref`: words, and at least one that only a template uses. A generated
// password may hold brackets too.
bool IsTemplateWord(std::string_view word) {
  std::string lower;
  for (unsigned char c : word) {
    if (!std::isalpha(c) && c != '-' && c != '_' && c != ' ') return false;
    lower.push_back(static_cast<char>(std::tolower(c)));
  }
  for (std::string_view known : {"your", "password", "project", "region", "reference", "host"}) {
    if (lower.find(known) != std::string::npos) return true;
  }
  return false;
}

bool HasBracketedWord(std::string_view text, char open, char close) {
  for (size_t start = text.find(open); start != std::string_view::npos;
       start = text.find(open, start + 1)) {
    const size_t end = text.find(close, start);
    if (end == std::string_view::npos) return false;
    if (IsTemplateWord(text.substr(start + 1, end - start - 1))) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexValue(text[i + 1]);
    const int low = HexValue(text[i + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

bool HasPlaceholder(std::string_view url) {
  if (HasBracketedWord(url, '[', ']') || HasBracketedWord(url, '<', '>')) return true;
  const std::optional<std::string> decoded = PercentDecode(url);
  return decoded && (HasBracketedWord(*decoded, '[', ']') || HasBracketedWord(*decoded, '<', '>'));
}

bool IsKnownParameter(std::string_view key) {
  static constexpr std::array<std::string_view, 16> kKnown = {"application_name",
                                                              "channel_binding",
                                                              "connect_timeout",
                                                              "dbname",
                                                              "gssencmode",
                                                              "host",
                                                              "options",
                                                              "password",
                                                              "port",
                                                              "sslcert",
                                                              "sslcrl",
                                                              "sslkey",
                                                              "sslmode",
                                                              "sslrootcert",
                                                              "user",
                                                              "target_session_attrs"};
  return std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end();
}

}  // namespace release::postgres
