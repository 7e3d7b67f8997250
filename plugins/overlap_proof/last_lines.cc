#include "plugins/overlap_proof/last_lines.h"

#include "absl/strings/str_split.h"
#include "tools/base/files.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

constexpr size_t kMaxLog = 64 << 20;
constexpr size_t kLine = 400;

}  // namespace

std::vector<std::string> LastLines(const std::string& path, size_t count) {
  std::vector<std::string> lines;
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxLog);
  if (!text.ok()) return lines;
  for (absl::string_view line : absl::StrSplit(*text, '\n', absl::SkipWhitespace())) {
    lines.push_back(PrintableLine(std::string_view(line.data(), line.size()), kLine));
  }
  if (lines.size() > count) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  }
  return lines;
}

}  // namespace release::overlap_proof
