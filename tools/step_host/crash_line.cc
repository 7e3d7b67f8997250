#include "tools/step_host/crash_line.h"

#include <algorithm>
#include <charconv>

namespace release {
namespace {

// Takes `key=VALUE` and the space after it from the start of `text`.
std::optional<std::string_view> Take(std::string_view& text, std::string_view key) {
  if (!text.starts_with(key) || !text.substr(key.size()).starts_with("=")) return std::nullopt;
  text.remove_prefix(key.size() + 1);
  const std::string_view value = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), value.size() + 1));
  return value.empty() ? std::nullopt : std::optional(value);
}

template <typename Number>
bool Read(std::optional<std::string_view> digits, int base, Number& number) {
  if (!digits) return false;
  const char* end = digits->data() + digits->size();
  const auto read = std::from_chars(digits->data(), end, number, base);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace

std::optional<CrashLine> ParseCrashLine(std::string_view line) {
  constexpr std::string_view kPrefix = "step-host-crash: ";
  if (!line.starts_with(kPrefix)) return std::nullopt;
  line.remove_prefix(kPrefix.size());
  CrashLine crash;
  if (!Read(Take(line, "signal"), 10, crash.signal)) return std::nullopt;
  const std::optional<std::string_view> module = Take(line, "module");
  std::optional<std::string_view> offset = Take(line, "offset");
  if (!module || !offset || !offset->starts_with("0x")) return std::nullopt;
  offset->remove_prefix(2);
  if (!Read(offset, 16, crash.offset)) return std::nullopt;
  crash.module = *module;
  crash.in_plugin = crash.module == "plugin";
  return crash;
}

}  // namespace release
