#include "tools/localcloud/http/request_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

bool IsCredential(std::string_view lower_name) {
  return lower_name == "authorization" || lower_name == "cookie" || lower_name == "x-auth-key" ||
         lower_name == "proxy-authorization";
}

nlohmann::json Redacted(const Headers& headers) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, value] : headers.all()) {
    const std::string key = absl::AsciiStrToLower(name);
    object[key] = IsCredential(key) ? "(redacted)" : value;
  }
  return object;
}

}  // namespace

RequestLog::RequestLog(FileDescriptor file, size_t kept) : file_(std::move(file)), kept_(kept) {}

absl::StatusOr<std::unique_ptr<RequestLog>> RequestLog::Open(const std::string& path, size_t kept) {
  FileDescriptor file;
  if (!path.empty()) {
    file = FileDescriptor(
        open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) {
      return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                                   .what = Concat("cannot open the request log ", path),
                                   .why = "",
                                   .fix = "make the directory writable"});
    }
  }
  return std::unique_ptr<RequestLog>(new RequestLog(std::move(file), kept));
}

void RequestLog::Write(const LogEntry& entry) {
  nlohmann::json line = {
      {"at", absl::FormatTime(absl::RFC3339_full, entry.at, absl::UTCTimeZone())},
      {"method", entry.method},
      {"target", entry.target},
      {"route", entry.route},
      {"status", entry.status},
      {"request", {{"headers", Redacted(entry.request_headers)}, {"body", entry.request_body}}},
      {"response", {{"body", entry.response_body}}},
  };
  if (!entry.fault.empty()) line["fault"] = entry.fault;
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  // A log that cannot be written (disk full) must not fail the request.
  if (file_.valid()) [[maybe_unused]]
    const ssize_t n = write(file_.get(), text.data(), text.size());
  recent_.push_back(std::move(line));
  if (recent_.size() > kept_) recent_.pop_front();
}

std::vector<nlohmann::json> RequestLog::Recent() const {
  const std::lock_guard lock(mutex_);
  return {recent_.begin(), recent_.end()};
}

}  // namespace release::cloud
