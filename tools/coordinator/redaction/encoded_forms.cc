#include "tools/coordinator/redaction/encoded_forms.h"

#include <cstddef>
#include <cstdint>

namespace release {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kLowerHex = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// What is left as it is, beside letters and digits.
constexpr std::string_view kStrict = "-._~";               // RFC 3986, unreserved
constexpr std::string_view kComponent = "-_.!~*'()";       // encodeURIComponent
constexpr std::string_view kForm = "*-._";                 // application/x-www-form-urlencoded
constexpr std::string_view kUserinfo = "-._~!$&'()*+,;=";  // RFC 3986, userinfo

bool IsAlnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void AppendHex(std::string& out, char c, std::string_view digits) {
  const auto byte = static_cast<uint8_t>(c);
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

std::string PercentEncoded(std::string_view value, std::string_view kept, std::string_view digits,
                           bool plus_for_space) {
  std::string out;
  for (const char c : value) {
    if (plus_for_space && c == ' ') {
      out += '+';
    } else if (IsAlnum(c) || kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      AppendHex(out, c, digits);
    }
  }
  return out;
}

std::string Hex(std::string_view value, std::string_view digits) {
  std::string out;
  for (const char c : value) AppendHex(out, c, digits);
  return out;
}

// Digits of base64 whose six bits lie wholly inside the value, when `before` bytes (0 to 2) stand
// between the last multiple of three and the value.
std::string Base64Inside(std::string_view value, size_t before, std::string_view alphabet) {
  const size_t start = before * 8;
  const size_t end = start + value.size() * 8;
  std::string out;
  for (size_t digit = (start + 5) / 6; (digit + 1) * 6 <= end; ++digit) {
    unsigned bits = 0;
    for (size_t bit = digit * 6; bit < digit * 6 + 6; ++bit) {
      const size_t at = bit - start;
      bits = bits << 1 | (static_cast<uint8_t>(value[at / 8]) >> (7 - at % 8) & 1u);
    }
    out += alphabet[bits];
  }
  return out;
}

// A code point of valid UTF-8 at `at`, and its size; anything else is one byte as it is.
struct CodePoint {
  uint32_t value;
  size_t size;
  bool valid;
};

CodePoint Decode(std::string_view text, size_t at) {
  const auto lead = static_cast<uint8_t>(text[at]);
  const size_t size = lead < 0x80       ? 1
                      : lead >> 5 == 6  ? 2
                      : lead >> 4 == 14 ? 3
                      : lead >> 3 == 30 ? 4
                                        : 0;
  if (size == 0 || at + size > text.size()) return {lead, 1, false};
  uint32_t value = size == 1 ? lead : lead & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<uint8_t>(text[at + i]);
    if (next >> 6 != 2) return {lead, 1, false};
    value = value << 6 | (next & 0x3f);
  }
  return {value, size, true};
}

void AppendUnicodeEscape(std::string& out, uint32_t unit, std::string_view digits) {
  out += "\\u";
  AppendHex(out, static_cast<char>(unit >> 8), digits);
  AppendHex(out, static_cast<char>(unit & 0xff), digits);
}

struct JsonStyle {
  bool escape_slash = false;
  bool ascii_only = false;
  bool escape_html = false;  // < > & and ' as \u00XX, as Go and Rails write them
  std::string_view digits = kLowerHex;
};

std::string JsonEscaped(std::string_view value, const JsonStyle& style) {
  std::string out;
  for (size_t i = 0; i < value.size();) {
    const CodePoint point = Decode(value, i);
    const char c = value[i];
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    if (const size_t found = kShort.find(c); found != std::string_view::npos) {
      out += '\\';
      out += kLetters[found];
    } else if (c == '/' && style.escape_slash) {
      out += "\\/";
    } else if (point.value < 0x20 ||
               (style.escape_html && std::string_view("<>&'").find(c) != std::string_view::npos)) {
      AppendUnicodeEscape(out, point.value, style.digits);
    } else if (point.valid && point.value >= 0x10000 && style.ascii_only) {
      AppendUnicodeEscape(out, 0xd800 + ((point.value - 0x10000) >> 10), style.digits);
      AppendUnicodeEscape(out, 0xdc00 + ((point.value - 0x10000) & 0x3ff), style.digits);
    } else if (point.valid && point.value >= 0x7f && style.ascii_only) {
      AppendUnicodeEscape(out, point.value, style.digits);
    } else {
      out += value.substr(i, point.size);
    }
    i += point.size;
  }
  return out;
}

std::string Replaced(std::string_view value, char from, std::string_view to) {
  std::string out;
  for (const char c : value) {
    if (c == from) {
      out += to;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::set<std::string> EncodedForms(std::string_view value, size_t shortest) {
  std::set<std::string> forms{std::string(value), Replaced(value, '\n', "\r\n"),
                              Replaced(value, '\'', R"('\'')"), Replaced(value, '\'', R"('"'"')")};
  for (const std::string_view digits : {kUpperHex, kLowerHex}) {
    forms.insert(Hex(value, digits));
    for (const std::string_view kept : {kStrict, kForm}) {
      forms.insert(PercentEncoded(value, kept, digits, /*plus_for_space=*/true));
    }
    for (const std::string_view kept : {kStrict, kComponent, kUserinfo}) {
      forms.insert(PercentEncoded(value, kept, digits, /*plus_for_space=*/false));
    }
    for (const bool slash : {false, true}) {
      for (const bool ascii : {false, true}) {
        for (const bool html : {false, true}) {
          const JsonStyle style{slash, ascii, html, digits};
          const std::string once = JsonEscaped(value, style);
          forms.insert(JsonEscaped(once, style));
          forms.insert(once);
        }
      }
    }
  }
  for (size_t before = 0; before < 3; ++before) {
    for (const std::string_view alphabet : {kBase64, kBase64Url}) {
      forms.insert(Base64Inside(value, before, alphabet));
    }
  }
  std::erase_if(forms, [&](const std::string& form) { return form.size() < shortest; });
  return forms;
}

}  // namespace release
