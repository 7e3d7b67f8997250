// Text from strangers made safe to print: a log line of a plugin, what a crashed process said last.
#ifndef RELEASE_TOOLS_BASE_PRINTABLE_H_
#define RELEASE_TOOLS_BASE_PRINTABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace release {

// Bounds of release.v1.LogLine.text and LogBatch.
inline constexpr size_t kMaxLogLine = 8 << 10;
inline constexpr size_t kMaxLogBatch = 64 << 10;

// True when `text` is valid UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

// `raw` as one line that a terminal cannot be driven by: ANSI escape sequences are left out, a tab
// is kept, every other control character and every byte that is no UTF-8 becomes U+FFFD (a run of
// them becomes one). Longer than `max_bytes` is cut between characters, and the cut says how many
// bytes are missing; the mark is within the bound.
std::string PrintableLine(std::string_view raw, size_t max_bytes = kMaxLogLine);

// The lines of `raw`, each as PrintableLine() gives it. `\n`, `\r\n` and a lone `\r` end a line;
// the empty text after the last end is no line.
std::vector<std::string> PrintableLines(std::string_view raw, size_t max_bytes = kMaxLogLine);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_PRINTABLE_H_
