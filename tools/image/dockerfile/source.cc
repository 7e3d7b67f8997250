#include "tools/image/dockerfile/source.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/image/dockerfile/spaces.h"

namespace release::image {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A diagnosis shows a line, not a page.
constexpr std::size_t kLongestExcerpt = 400;
constexpr std::size_t kLongestSentence = 1000;

}  // namespace

Source::Source(std::string_view text, std::string file) : file_(std::move(file)) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines_.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::string_view Source::Line(int line) const {
  std::string_view text = Raw(line);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

v1::Place Source::Find(int first, int last, std::string_view text) const {
  for (int line = first; !text.empty() && line <= std::min(last, line_count()); ++line) {
    const std::size_t at = Line(line).find(text);
    if (at == std::string_view::npos) continue;
    v1::Place place = WholeLine(line);
    if (at + text.size() <= kLongestExcerpt) {
      place.set_column(static_cast<std::uint32_t>(at + 1));
      place.set_length(static_cast<std::uint32_t>(text.size()));
    }
    return place;
  }
  return WholeLine(first);
}

v1::Place Source::WholeLine(int line) const {
  v1::Place place;
  place.set_file(file_);
  if (line < 1 || line > line_count()) return place;
  const std::string_view text = Line(line).substr(0, kLongestExcerpt);
  const std::size_t indent = text.size() - WithoutLeadingSpaces(text).size();
  place.set_line(static_cast<std::uint32_t>(line));
  place.set_column(static_cast<std::uint32_t>(std::min(indent + 1, text.size() + 1)));
  place.set_length(static_cast<std::uint32_t>(std::max<std::size_t>(1, text.size() - indent)));
  place.set_excerpt(PrintableLine(text));
  return place;
}

absl::Status Source::Refuse(const v1::Place& place, Refusal refusal) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(refusal.code));
  // A message holds UTF-8 only, which a Dockerfile need not be.
  diagnosis.set_what(PrintableLine(refusal.what, kLongestSentence));
  diagnosis.set_why(PrintableLine(refusal.why, kLongestSentence));
  diagnosis.set_fix(PrintableLine(refusal.fix, kLongestSentence));
  *diagnosis.mutable_place() = place;
  diagnosis.mutable_place()->set_file(PrintableLine(place.file()));
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(v1::RETRY_NEVER);
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

}  // namespace release::image
