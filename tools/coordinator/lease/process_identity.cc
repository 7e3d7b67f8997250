#include "tools/coordinator/lease/process_identity.h"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr size_t kEnough = 64 * 1024;

// proc(5): fields of /proc/PID/stat behind the name, counted from the state.
constexpr size_t kState = 0;
constexpr size_t kStart = 19;

}  // namespace

std::optional<LivingProcess> ProcessNow(int64_t pid) {
  absl::StatusOr<std::string> boot = ReadFile("/proc/sys/kernel/random/boot_id", kEnough);
  absl::StatusOr<std::string> stat = ReadFile(Concat("/proc/", pid, "/stat"), kEnough);
  if (!boot.ok() || !stat.ok()) return std::nullopt;
  // The name stands in parentheses and may hold anything, parentheses too.
  const size_t name_end = stat->rfind(") ");
  if (name_end == std::string::npos) return std::nullopt;
  const std::vector<std::string> fields = absl::StrSplit(stat->substr(name_end + 2), ' ');
  if (fields.size() <= kStart) return std::nullopt;
  const std::string& state = fields[kState];
  if (state == "Z" || state == "X" || state == "x") return std::nullopt;
  LivingProcess process;
  process.paused = state == "T" || state == "t";
  process.identity.boot_id = std::string(absl::StripSuffix(*boot, "\n"));
  process.identity.pid = pid;
  if (!absl::SimpleAtoi(fields[kStart], &process.identity.start)) return std::nullopt;
  return process;
}

}  // namespace release
