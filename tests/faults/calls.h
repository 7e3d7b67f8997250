// The calls that a release made at the vendors, as the cloud's request log has them.
#ifndef RELEASE_TESTS_FAULTS_CALLS_H_
#define RELEASE_TESTS_FAULTS_CALLS_H_

#include <compare>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace release::faults {

struct Call {
  std::string method;
  std::string route;  // path template
  auto operator<=>(const Call&) const = default;

  bool Mutates() const { return method != "GET" && method != "HEAD"; }
  std::string text() const { return method + " " + route; }
};

// A request log that grows. What was there before Skip() is not read again.
class CallLog {
 public:
  explicit CallLog(std::string path) : path_(std::move(path)) {}

  // Whatever was written until now is of no interest.
  void Skip();

  // The lines since the last Skip(), as tools/localcloud/http/request_log.h describes them.
  std::vector<nlohmann::json> Lines() const;

 private:
  const std::string path_;
  size_t skipped_ = 0;
};

// Each call once, in the order in which they were made first.
std::vector<Call> CallsIn(const std::vector<nlohmann::json>& lines);

// The call of each line that met an ordered fault.
std::vector<Call> FaultedIn(const std::vector<nlohmann::json>& lines);

}  // namespace release::faults

#endif  // RELEASE_TESTS_FAULTS_CALLS_H_
