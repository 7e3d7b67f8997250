// Every request and its answer, one JSON object a line, for people and for the contract's test.
//
// The log holds no secret: a credential in a header is replaced, and a body comes only as JSON from
// which the caller took the secrets.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_REQUEST_LOG_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_REQUEST_LOG_H_

#include <cstddef>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

struct LogEntry {
  absl::Time at;
  std::string method;
  std::string target;
  std::string route;        // path template; empty for an unknown endpoint
  std::string fault;        // kind of the fault that was ordered; empty for none
  Headers request_headers;  // redacted by the log
  nlohmann::json request_body;
  int status = 0;
  nlohmann::json response_body;
};

// Threads: any.
class RequestLog {
 public:
  // Lines go to `path` (0600, appended) and the last `kept` stay in memory. An empty path: memory
  // only. Errors: FILE-UNREADABLE.
  static absl::StatusOr<std::unique_ptr<RequestLog>> Open(const std::string& path,
                                                          size_t kept = 2000);

  void Write(const LogEntry& entry);

  // What is in memory, oldest first.
  std::vector<nlohmann::json> Recent() const;

 private:
  RequestLog(FileDescriptor file, size_t kept);

  mutable std::mutex mutex_;
  FileDescriptor file_;
  const size_t kept_;
  std::deque<nlohmann::json> recent_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_REQUEST_LOG_H_
