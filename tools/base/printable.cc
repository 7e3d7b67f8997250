#include "tools/base/printable.h"

#include <algorithm>
#include <cstdint>

namespace release {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Bytes of the well-formed UTF-8 character at the start of `text`, 0 when there is none.
size_t CharacterLength(std::string_view text) {
  auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t first = byte(0);
  if (first < 0x80) return text.empty() ? 0 : 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;   // overlong
    if (first == 0xED && byte(1) >= 0xA0) return 0;  // surrogate
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;   // overlong
    if (first == 0xF4 && byte(1) >= 0x90) return 0;  // above U+10FFFF
    return 4;
  }
  return 0;
}

// Bytes of the ANSI escape sequence at the start of `text`, which starts with ESC; 1 when ESC
// starts none.
size_t EscapeLength(std::string_view text) {
  if (text.size() < 2) return 1;
  if (text[1] == '[') {  // CSI: parameters, intermediates, one final byte
    size_t i = 2;
    while (i < text.size() && text[i] >= 0x20 && text[i] <= 0x3F) ++i;
    return i < text.size() && text[i] >= 0x40 && text[i] <= 0x7E ? i + 1 : i;
  }
  if (text[1] == ']') {  // OSC: up to BEL or ESC backslash
    for (size_t i = 2; i < text.size(); ++i) {
      if (text[i] == '\a') return i + 1;
      if (text[i] == '\x1B') return i + 1 < text.size() && text[i + 1] == '\\' ? i + 2 : i;
    }
    return text.size();
  }
  return text[1] >= 0x20 && text[1] <= 0x7E ? 2 : 1;
}

// C1 controls (U+0080 to U+009F) drive a terminal as ESC does.
bool IsControl(std::string_view character) {
  if (character.size() == 1) {
    return (character[0] >= 0 && character[0] < 0x20 && character[0] != '\t') ||
           character[0] == 0x7F;
  }
  return character.size() == 2 && character[0] == '\xC2' &&
         static_cast<uint8_t>(character[1]) < 0xA0;
}

void Replace(std::string& line) {
  if (!std::string_view(line).ends_with(kReplacement)) line += kReplacement;
}

std::string Cleaned(std::string_view raw) {
  std::string line;
  line.reserve(raw.size());
  while (!raw.empty()) {
    size_t length = 1;
    if (raw[0] == '\x1B') {
      length = EscapeLength(raw);
      if (length == 1) Replace(line);
    } else {
      length = CharacterLength(raw);
      if (length == 0 || IsControl(raw.substr(0, length))) {
        Replace(line);
      } else {
        line += raw.substr(0, length);
      }
    }
    raw.remove_prefix(std::max<size_t>(length, 1));
  }
  return line;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string PrintableLine(std::string_view raw, size_t max_bytes) {
  // Enough of it to fill the line even where much is left out, so that the time is bounded too.
  std::string line = Cleaned(raw.substr(0, 4 * max_bytes));
  if (raw.size() <= 4 * max_bytes && line.size() <= max_bytes) return line;
  auto mark = [&](size_t missing) { return " [cut: " + std::to_string(missing) + " bytes more]"; };
  const size_t room = max_bytes - std::min(max_bytes, mark(raw.size()).size());
  size_t kept = std::min(room, line.size());
  while (kept > 0 && kept < line.size() && (static_cast<uint8_t>(line[kept]) & 0xC0) == 0x80)
    --kept;
  line.resize(kept);
  const size_t missing = raw.size() - std::min(raw.size(), kept);
  return (line + mark(missing)).substr(0, max_bytes);
}

std::vector<std::string> PrintableLines(std::string_view raw, size_t max_bytes) {
  std::vector<std::string> lines;
  while (!raw.empty()) {
    const size_t end = raw.find_first_of("\r\n");
    lines.push_back(PrintableLine(raw.substr(0, end), max_bytes));
    if (end == std::string_view::npos) break;
    const bool pair = raw[end] == '\r' && end + 1 < raw.size() && raw[end + 1] == '\n';
    raw.remove_prefix(end + (pair ? 2 : 1));
  }
  return lines;
}

}  // namespace release
