#include "tools/coordinator/step_client/log_redactor.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace release {

LogRedactor::LogRedactor(std::shared_ptr<const Redactor> redactor)
    : redactor_(std::move(redactor)), stream_(*redactor_) {}

std::vector<v1::LogLine> LogRedactor::Switch(std::shared_ptr<const Redactor> redactor) {
  std::vector<v1::LogLine> held = Flush();
  redactor_ = std::move(redactor);
  stream_ = Redactor::Stream(*redactor_);
  return held;
}

std::vector<v1::LogLine> LogRedactor::Push(const v1::LogLine& line) {
  v1::LogLine header;
  *header.mutable_at() = line.at();
  header.set_level(line.level());
  headers_.push_back(std::move(header));
  return Take(stream_.Push(absl::StrCat(line.text(), "\n")));
}

std::vector<v1::LogLine> LogRedactor::Flush() {
  std::vector<v1::LogLine> lines = Take(stream_.Flush());
  if (!partial_.empty()) {
    for (v1::LogLine& line : Take("\n")) lines.push_back(std::move(line));
  }
  headers_.clear();  // a secret over several lines leaves more headers than lines
  return lines;
}

std::vector<v1::LogLine> LogRedactor::Take(std::string_view text) {
  std::vector<v1::LogLine> lines;
  while (true) {
    const size_t end = text.find('\n');
    partial_.append(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    v1::LogLine line;
    if (!headers_.empty()) {
      line = std::move(headers_.front());
      headers_.pop_front();
    }
    line.set_text(std::exchange(partial_, {}));
    lines.push_back(std::move(line));
    text.remove_prefix(end + 1);
  }
}

}  // namespace release
