// Takes secrets out of a sequence of log lines, also where one is spread over
// several lines.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_LOG_REDACTOR_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_LOG_REDACTOR_H_

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/host.pb.h"
#include "tools/coordinator/redaction/redactor.h"

namespace release {

// Holds back the end of the text while it could be the start of a secret;
// Flush gives it out. Threads: one.
class LogRedactor {
 public:
  explicit LogRedactor(std::shared_ptr<const Redactor> redactor);

  // Replaces the redactor, for secrets that were resolved meanwhile. Lines held
  // back under the old one come out.
  std::vector<v1::LogLine> Switch(std::shared_ptr<const Redactor> redactor);

  std::vector<v1::LogLine> Push(const v1::LogLine& line);
  std::vector<v1::LogLine> Flush();

  const std::shared_ptr<const Redactor>& redactor() const { return redactor_; }

 private:
  std::vector<v1::LogLine> Take(std::string_view text);

  std::shared_ptr<const Redactor> redactor_;
  Redactor::Stream stream_;
  std::string partial_;
  std::deque<v1::LogLine> headers_;  // time and level of the lines not yet out
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_LOG_REDACTOR_H_
