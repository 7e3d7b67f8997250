#include "tools/coordinator/redaction/embedded_passwords.h"

#include <cstddef>
#include <optional>

namespace release {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

// Percent escapes decoded; what is no escape stays.
std::string PercentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = HexDigit(text[i + 1]);
      const auto low = HexDigit(text[i + 2]);
      if (high.has_value() && low.has_value()) {
        out += static_cast<char>(*high << 4 | *low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

void Insert(std::set<std::string>& passwords, std::string_view written) {
  if (written.empty()) return;
  passwords.emplace(written);
  passwords.insert(PercentDecoded(written));
}

// The text between a URL's `://` and its path, query or fragment. An unencoded `@` may stand behind
// a
// `/` of the password, so the last `@` before the query decides.
void FromUrl(std::string_view rest, std::set<std::string>& passwords) {
  const size_t query = rest.find('?');
  const std::string_view front = rest.substr(0, query);
  if (const size_t at = front.rfind('@'); at != std::string_view::npos) {
    const std::string_view userinfo = front.substr(0, at);
    if (const size_t colon = userinfo.find(':'); colon != std::string_view::npos) {
      Insert(passwords, userinfo.substr(colon + 1));
    }
  }
  // A `?` or `#` in a password that should have been encoded: take the part up to the last `@` too.
  if (const size_t at = rest.rfind('@'); at != std::string_view::npos && at > front.size()) {
    if (const size_t colon = rest.find(':'); colon < at) {
      Insert(passwords, rest.substr(colon + 1, at - colon - 1));
    }
  }
  if (query == std::string_view::npos) return;
  std::string_view parameters = rest.substr(query + 1);
  parameters = parameters.substr(0, parameters.find('#'));
  while (!parameters.empty()) {
    const size_t end = parameters.find('&');
    const std::string_view parameter = parameters.substr(0, end);
    for (const std::string_view name : {"password=", "sslpassword="}) {
      if (parameter.starts_with(name)) Insert(passwords, parameter.substr(name.size()));
    }
    if (end == std::string_view::npos) break;
    parameters.remove_prefix(end + 1);
  }
}

// One value of a libpq connection string, which starts at `rest`: quoted or up to white space, with
// backslash escapes in both.
std::string ConninfoValue(std::string_view rest) {
  const bool quoted = rest.starts_with('\'');
  std::string out;
  for (size_t i = quoted ? 1 : 0; i < rest.size(); ++i) {
    if (quoted ? rest[i] == '\'' : kSpace.find(rest[i]) != std::string_view::npos) break;
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    out += rest[i];
  }
  return out;
}

void FromConninfo(std::string_view value, std::set<std::string>& passwords) {
  for (const std::string_view name : {"password", "sslpassword"}) {
    for (size_t at = value.find(name); at != std::string_view::npos;
         at = value.find(name, at + 1)) {
      if (at > 0 && kSpace.find(value[at - 1]) == std::string_view::npos) continue;
      size_t next = value.find_first_not_of(kSpace, at + name.size());
      if (next == std::string_view::npos || value[next] != '=') continue;
      next = value.find_first_not_of(kSpace, next + 1);
      if (next == std::string_view::npos) continue;
      std::string found = ConninfoValue(value.substr(next));
      if (!found.empty()) passwords.insert(std::move(found));
    }
  }
}

}  // namespace

std::set<std::string> EmbeddedPasswords(std::string_view value) {
  std::set<std::string> passwords;
  if (const size_t scheme = value.find("://"); scheme != std::string_view::npos) {
    FromUrl(value.substr(scheme + 3), passwords);
  } else {
    FromConninfo(value, passwords);
  }
  return passwords;
}

}  // namespace release
