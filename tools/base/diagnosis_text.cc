#include "tools/base/diagnosis_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "absl/strings/str_split.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kBlue = "\x1b[1;34m";
constexpr std::string_view kBold = "\x1b[1m";

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// One line that can be printed as it is. Bytes from 0x80 on are UTF-8, of which C1 controls
// (0xC2 0x80..0x9F) act like escapes on some terminals.
std::string Printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool c1 = static_cast<unsigned char>(text[i]) == 0xc2 && i + 1 < text.size() &&
                    static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                    static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c1) {
      result += '?';
      ++i;
    } else if (text[i] == '\t') {
      result += ' ';
    } else {
      result += IsControl(text[i]) ? '?' : text[i];
    }
  }
  return result;
}

class Text {
 public:
  explicit Text(const TextStyle& style) : style_(style) {}

  std::string Colored(std::string_view color, std::string_view text) const {
    if (!style_.color) return std::string(text);
    return Concat(color, text, kReset);
  }

  void Line(std::string_view line) { AppendTo(out_, line, "\n"); }

  // "name: first line", further lines indented below the first.
  void Field(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    std::string head = Concat(name, ": ");
    const std::string indent(head.size(), ' ');
    head = Colored(kBold, head);
    for (absl::string_view line : absl::StrSplit(AbslView(text), '\n')) {
      Line(Concat(head, Printable(StdView(line))));
      head = indent;
    }
  }

  void Place(const v1::Place& place) {
    std::string where = Printable(place.file());
    if (place.line() > 0) AppendTo(where, ":", place.line());
    if (place.line() > 0 && place.column() > 0) AppendTo(where, ":", place.column());
    const std::string number = Concat(place.line());
    const std::string margin(number.size(), ' ');
    Line(Concat(margin, Colored(kBlue, "-->"), " ", where));
    if (place.line() == 0 || place.excerpt().empty()) return;
    const std::string bar = Colored(kBlue, "|");
    Line(Concat(margin, " ", bar));
    Line(Concat(Colored(kBlue, number), " ", bar, " ", Printable(place.excerpt())));
    if (place.column() == 0) return;
    Line(Concat(margin, " ", bar, " ", Colored(kRed, Carets(place))));
  }

  std::string Take() { return std::move(out_); }

 private:
  // Columns are bytes; what people see are characters, so continuation bytes take no room.
  static std::string Carets(const v1::Place& place) {
    const std::string_view excerpt = place.excerpt();
    const size_t start = std::min<size_t>(place.column() - 1, excerpt.size());
    const size_t length = std::max<size_t>(1, place.length());
    return Concat(std::string(Width(excerpt.substr(0, start)), ' '),
                  std::string(std::max<size_t>(1, Width(excerpt.substr(start, length))), '^'));
  }

  static size_t Width(std::string_view text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
  }

  TextStyle style_;
  std::string out_;
};

}  // namespace

std::string FormatDiagnosis(const v1::Diagnosis& diagnosis, const TextStyle& style) {
  Text text(style);
  const bool warning = diagnosis.severity() == v1::SEVERITY_WARNING;
  text.Field(Concat(text.Colored(warning ? kYellow : kRed, warning ? "warning" : "error"), "[",
                    Printable(diagnosis.code()), "]"),
             diagnosis.what().empty() ? "no words were given" : diagnosis.what());
  if (!diagnosis.place().file().empty()) text.Place(diagnosis.place());
  text.Field("why", diagnosis.why());
  text.Field("fix", diagnosis.fix());
  for (const std::string& line : diagnosis.evidence()) {
    text.Line(Concat("  ", text.Colored(kBlue, "|"), " ", Printable(line)));
  }
  return text.Take();
}

}  // namespace release
