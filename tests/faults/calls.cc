#include "tests/faults/calls.h"

#include <algorithm>
#include <sstream>

#include "tools/base/files.h"

namespace release::faults {
namespace {

constexpr size_t kLargestLog = 256 << 20;

Call CallOf(const nlohmann::json& line) { return {line.at("method"), line.at("route")}; }

}  // namespace

void CallLog::Skip() { skipped_ = ReadFile(path_, kLargestLog).value_or("").size(); }

std::vector<nlohmann::json> CallLog::Lines() const {
  std::istringstream text(ReadFile(path_, kLargestLog).value_or("").substr(skipped_));
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(text, line);) {
    auto parsed = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    // A cloud that was killed may have left half a line.
    if (parsed.is_object()) lines.push_back(std::move(parsed));
  }
  return lines;
}

std::vector<Call> CallsIn(const std::vector<nlohmann::json>& lines) {
  std::vector<Call> calls;
  for (const nlohmann::json& line : lines) {
    Call call = CallOf(line);
    if (call.route.empty() || std::ranges::find(calls, call) != calls.end()) continue;
    calls.push_back(std::move(call));
  }
  return calls;
}

std::vector<Call> FaultedIn(const std::vector<nlohmann::json>& lines) {
  std::vector<Call> calls;
  for (const nlohmann::json& line : lines) {
    if (line.contains("fault")) calls.push_back(CallOf(line));
  }
  return calls;
}

}  // namespace release::faults
